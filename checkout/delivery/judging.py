"""Whether a method takes goods to a place, and at which price: pure, with reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from checkout.delivery.consignments import Consignment, parcels_of
from checkout.delivery.rules import AMOUNT, NOT, ONLY, PERCENT, Barrier, Place, Rule
from checkout.delivery.tariff import Area, Service
from shop.money.amounts import ZERO, round_money


class Why(StrEnum):
    """Why a method is not offered."""

    PLACE = "place"
    CURRENCY = "currency"
    BARRED = "barred"
    RULE_NOT = "rule_not"
    RULE_ONLY = "rule_only"
    TOO_LARGE = "too_large"
    NO_RATE = "no_rate"
    NO_POINT = "no_point"
    ABROAD = "abroad"


class Kind(StrEnum):
    """What a part of the price is."""

    RATE = "rate"
    FREE = "free"
    SURCHARGE = "surcharge"


@dataclass(frozen=True, slots=True)
class Refused:
    """`about` is the name of the rule, the currency, or the weight that is too much."""

    why: Why
    about: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """A part of the price; `count` parcels at this rate, or the name of a surcharge."""

    kind: Kind
    amount: Decimal
    name: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Priced:
    charges: tuple[Charge, ...]
    parcels: int = 1

    @property
    def price(self) -> Decimal:
        return sum((charge.amount for charge in self.charges), ZERO)


def judge(
    service: Service, area: Area, goods: Consignment, place: Place, at: datetime
) -> Priced | Refused:
    """What a method says to goods for a place; `at` is by the shop's clock."""
    if not area.reaches(place):
        return Refused(Why.PLACE, area.name)
    if service.currency != goods.currency:
        return Refused(Why.CURRENCY, service.currency)
    fulfilled = [r for r in service.rules if r.is_fulfilled(goods, place, at)]
    against = _against(service.rules, fulfilled)
    return against or _priced(service, goods, fulfilled)


def barred(
    barriers: Iterable[Barrier], products: Iterable[int], country: str
) -> dict[int, Barrier]:
    """The products that cannot be sent to a country, each with what stops it."""
    wanted = set(products)
    return {
        product: barrier
        for barrier in barriers
        if country in barrier.countries
        for product in wanted & barrier.products
    }


def _against(rules: Iterable[Rule], fulfilled: list[Rule]) -> Refused | None:
    for rule in rules:
        if rule.effect == NOT and rule in fulfilled:
            return Refused(Why.RULE_NOT, rule.name)
        if rule.effect == ONLY and rule not in fulfilled:
            return Refused(Why.RULE_ONLY, rule.name)
    return None


def _priced(
    service: Service, goods: Consignment, fulfilled: list[Rule]
) -> Priced | Refused:
    weights = parcels_of(goods, service.largest_parcel_g)
    if weights is None:
        return Refused(Why.TOO_LARGE, str(service.largest_parcel_g))
    rates = [service.rate_for(weight, goods.value) for weight in weights]
    known = [rate for rate in rates if rate is not None]
    if len(known) < len(rates):
        return Refused(Why.NO_RATE)

    whole = sum(known, ZERO)
    charges = [Charge(Kind.RATE, whole, count=len(known))]
    is_free = service.free_from is not None and goods.value >= service.free_from
    if is_free:
        charges.append(Charge(Kind.FREE, -whole))
    charges += [
        Charge(
            Kind.SURCHARGE,
            round_money(rule.surcharge(whole), service.currency),
            rule.name,
        )
        for rule in fulfilled
        if rule.effect in {AMOUNT, PERCENT} and (rule.counts_when_free or not is_free)
    ]
    return Priced(tuple(charges), len(known))
