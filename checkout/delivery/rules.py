"""Rules of delivery methods, pure: when one is offered, and what it costs more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal

from checkout.delivery.consignments import Consignment
from checkout.delivery.postcodes import matches, plain

ONLY, NOT, AMOUNT, PERCENT = "only", "not", "amount", "percent"
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is to go, as far as it is known."""

    country: str
    postcode: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """From (inclusive) until (exclusive); None is no bound."""

    start: Decimal | int | None = None
    end: Decimal | int | None = None

    def __bool__(self) -> bool:
        return self.start is not None or self.end is not None

    def cover(self, number: Decimal | int) -> bool:
        return (self.start is None or self.start <= number) and (
            self.end is None or number < self.end
        )


ANY = Bounds()


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule asks and does. `products` are those of its categories and tags;
    None where it asks for none."""

    name: str
    effect: str
    amount: Decimal = Decimal(0)
    counts_when_free: bool = False
    weight_g: Bounds = ANY
    volume_cm3: Bounds = ANY
    value: Bounds = ANY
    number: Bounds = ANY
    products: frozenset[int] | None = None
    groups: frozenset[int] = frozenset()
    locations: frozenset[int] = frozenset()
    postcodes: tuple[str, ...] = ()
    weekdays: frozenset[int] = frozenset()
    hours: tuple[time | None, time | None] = field(default=(None, None))

    def is_fulfilled(self, goods: Consignment, place: Place, at: datetime) -> bool:
        """Whether everything that is asked is so; `at` is by the shop's clock."""
        return all(self._answers(goods, place, at))

    def surcharge(self, rate: Decimal) -> Decimal:
        return rate * self.amount / HUNDRED if self.effect == PERCENT else self.amount

    def _answers(
        self, goods: Consignment, place: Place, at: datetime
    ) -> Iterator[bool]:
        yield self.weight_g.cover(goods.weight_g)
        yield self.volume_cm3.cover(goods.volume_cm3)
        yield self.value.cover(goods.value)
        yield self.number.cover(goods.number)
        yield self.products is None or not self.products.isdisjoint(goods.products)
        yield not self.groups or not self.groups.isdisjoint(goods.groups)
        leaves = {origin.id for origin in goods.origins}
        yield not self.locations or not self.locations.isdisjoint(leaves)
        yield not self.postcodes or matches(
            plain(place.postcode, place.country), self.postcodes, place.country
        )
        yield not self.weekdays or at.weekday() in self.weekdays
        yield _is_within(at.time(), *self.hours)


def _is_within(moment: time, start: time | None, end: time | None) -> bool:
    """Hours may run over midnight."""
    if start is None or end is None:
        return (start is None or start <= moment) and (end is None or moment < end)
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end


@dataclass(frozen=True, slots=True)
class Barrier:
    """Goods that cannot be sent to some countries, with the reason by language."""

    name: str
    countries: frozenset[str]
    products: frozenset[int]
    reasons: dict[str, str]

    def stops(self, product: int, country: str) -> bool:
        return country in self.countries and product in self.products
