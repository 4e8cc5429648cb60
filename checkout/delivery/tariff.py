"""The small tables of zones, methods and rates as plain values, kept in the cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings

from checkout.delivery.models import ClosedDay, Method, Rate, Zone
from checkout.delivery.postcodes import begins_with, plain
from checkout.delivery.promising import Terms
from shop.kept.generation import kept
from shop.money.amounts import ZERO


@dataclass(frozen=True, slots=True)
class Band:
    """A price and the weights and values it is for; bounds are half-open."""

    price: Decimal
    weight_from_g: int
    weight_until_g: int | None
    value_from: Decimal
    value_until: Decimal | None

    def covers(self, weight_g: int, value: Decimal) -> bool:
        return (
            self.weight_from_g <= weight_g
            and (self.weight_until_g is None or weight_g < self.weight_until_g)
            and self.value_from <= value
            and (self.value_until is None or value < self.value_until)
        )


@dataclass(frozen=True, slots=True)
class Service:
    """A delivery method with its rates; texts by language."""

    code: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    carrier_code: str
    terms: Terms
    currency: str
    free_from: Decimal | None
    needs_phone: bool
    bands: tuple[Band, ...]

    def price_for(self, weight_g: int, value: Decimal) -> Decimal | None:
        """What it costs; None when it is not offered for this weight or value."""
        prices = [b.price for b in self.bands if b.covers(weight_g, value)]
        if not prices:
            return None
        is_free = self.free_from is not None and value >= self.free_from
        return ZERO if is_free else min(prices)


@dataclass(frozen=True, slots=True)
class Area:
    """A zone: its countries, and which postcodes in them belong to it."""

    countries: frozenset[str]
    postcodes: tuple[str, ...]
    excluded_postcodes: tuple[str, ...]
    services: tuple[Service, ...]

    def reaches(self, country: str, postcode: str) -> bool:
        if country not in self.countries:
            return False
        code = plain(postcode, country)
        if self.postcodes and not begins_with(code, self.postcodes, country):
            return False
        return not begins_with(code, self.excluded_postcodes, country)


@dataclass(frozen=True, slots=True)
class Tariff:
    areas: tuple[Area, ...]
    closed_days: frozenset[date]


def tariff() -> Tariff:
    """Everything there is to know about delivery, without a query as a rule."""
    return kept("tariff", _read)


def _read() -> Tariff:
    zones = Zone.objects.order_by("position", "pk").prefetch_related("methods__rates")
    days = ClosedDay.objects.values_list("day", flat=True)
    return Tariff(tuple(_area(zone) for zone in zones), frozenset(days))


def _area(zone: Zone) -> Area:
    methods = sorted(zone.methods.all(), key=lambda m: (m.position, m.pk))
    return Area(
        countries=frozenset(zone.countries),
        postcodes=tuple(zone.postcodes),
        excluded_postcodes=tuple(zone.excluded_postcodes),
        services=tuple(_service(method) for method in methods if method.is_active),
    )


def _service(method: Method) -> Service:
    return Service(
        code=method.code,
        names=_texts(method, "name"),
        descriptions=_texts(method, "description"),
        carrier_code=method.carrier_code,
        terms=Terms(
            cutoff=method.cutoff,
            handling_days=method.handling_days,
            days_min=method.days_min,
            days_max=method.days_max,
            delivers_on_saturday=method.delivers_on_saturday,
        ),
        currency=method.currency,
        free_from=method.free_from,
        needs_phone=method.needs_phone,
        bands=tuple(_band(rate) for rate in method.rates.all()),
    )


def _band(rate: Rate) -> Band:
    return Band(
        price=rate.price,
        weight_from_g=rate.weight_from_g,
        weight_until_g=rate.weight_until_g,
        value_from=rate.value_from,
        value_until=rate.value_until,
    )


def _texts(method: Method, field: str) -> dict[str, str]:
    fallback = getattr(method, f"{field}_{settings.MODELTRANSLATION_DEFAULT_LANGUAGE}")
    return {
        code: getattr(method, f"{field}_{code}") or fallback or ""
        for code, _name in settings.LANGUAGES
    }
