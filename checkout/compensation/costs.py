"""What broken promises and goodwill have cost, counted in the books."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate

from checkout.compensation.goodwill.models import Goodwill
from checkout.compensation.models import Compensation
from shop.money.amounts import ZERO

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Spent:
    """Of one kind in one month. `cause` is a fault where it `is_goodwill` not."""

    is_goodwill: bool
    month: date
    cause: str
    carrier: str
    currency: str
    times: int
    amount: Decimal


@dataclass(slots=True)
class Cost:
    times: int = 0
    compensation: Decimal = ZERO
    goodwill: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.compensation + self.goodwill


def spent(*, since: datetime) -> list[Spent]:
    """All that was given since then, in two queries."""
    compensation = Compensation.objects.filter(at__gte=since).annotate(
        month=TruncMonth("at"),
        cause=F("breach__fault"),
        carrier=F("breach__order__carrier_code"),
    )
    goodwill = Goodwill.objects.filter(given_at__gte=since).annotate(
        month=TruncMonth("given_at"), carrier=F("order__carrier_code")
    )
    return [*_grouped(compensation), *_grouped(goodwill)]


def costs_by(
    rows: Iterable[Spent], key: Callable[[Spent], Key]
) -> dict[tuple[Key, str], Cost]:
    """The sums of each key in each currency."""
    costs: dict[tuple[Key, str], Cost] = {}
    for row in rows:
        cost = costs.setdefault((key(row), row.currency), Cost())
        cost.times += row.times
        if row.is_goodwill:
            cost.goodwill += row.amount
        else:
            cost.compensation += row.amount
    return costs


def _grouped(given: QuerySet[Any]) -> Iterable[Spent]:
    rows = (
        given.order_by()
        .values_list("month", "cause", "carrier", "currency")
        .annotate(times=Count("pk"), total=Sum("amount"))
    )
    is_goodwill = given.model is Goodwill
    for month, cause, carrier, currency, *sums in rows:
        yield Spent(is_goodwill, localdate(month), cause, carrier, currency, *sums)
