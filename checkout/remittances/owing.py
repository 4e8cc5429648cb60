"""What carriers were paid at doors and have not brought us yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    DecimalField,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from checkout.orders.models import Order
from checkout.parcels.models import Parcel
from checkout.payments.models import LedgerEntry, Payment
from checkout.remittances.matching import paid_at_the_door
from shop.money.amounts import ZERO

# carriers bring the money weekly; after this somebody should ask
LATE_AFTER = timedelta(days=14)
MILL = Decimal("0.001")
_MONEY: DecimalField[Decimal, Decimal] = DecimalField(max_digits=14, decimal_places=3)


@dataclass(frozen=True, slots=True)
class Owed:
    """What a carrier still owes us for one order."""

    order: Order
    carrier: str
    currency: str
    amount: Decimal
    since: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Total:
    carrier: str
    currency: str
    amount: Decimal
    count: int


def owed_by_carriers(*, now: datetime) -> list[Owed]:
    """Longest owed first."""
    payments = list(_owing().order_by("since", "pk"))
    carriers = _carriers_of(payments)
    found = (
        Owed(
            order=payment.order,
            carrier=carriers.get(payment.order_id, ""),
            currency=payment.currency,
            # SQLite adds decimals up as floats
            amount=(payment.due - payment.brought).quantize(MILL),
            since=payment.since,
            is_late=payment.since is not None and payment.since <= now - LATE_AFTER,
        )
        for payment in payments
    )
    return [each for each in found if each.amount > 0]


def totals(owed: Iterable[Owed]) -> list[Total]:
    """By carrier and currency."""
    amounts: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for each in owed:
        amounts[each.carrier, each.currency].append(each.amount)
    return [
        Total(carrier, currency, sum(parts, ZERO), len(parts))
        for (carrier, currency), parts in sorted(amounts.items())
    ]


def count_late(*, now: datetime) -> int:
    """Orders whose carrier should be asked where the money is."""
    return _owing().filter(since__lte=now - LATE_AFTER).count()


def _owing() -> QuerySet[Any]:
    brought = (
        LedgerEntry.objects.filter(
            payment=OuterRef("pk"), kind=LedgerEntry.Kind.REMITTED
        )
        .order_by()
        .values("payment")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    delivered = Parcel.objects.filter(order=OuterRef("order"))
    last = delivered.order_by().values("order").annotate(at=Max("delivered_at"))
    return (
        Payment.objects.filter(provider__in=paid_at_the_door())
        .filter(
            Q(status=Payment.Status.CAPTURED)
            | Q(
                status__in=Payment.IN_PROGRESS,
                order__status=Order.Status.DELIVERED,
            )
        )
        .annotate(
            brought=Coalesce(Subquery(brought), ZERO, output_field=_MONEY),
            since=Subquery(last.values("at")),
        )
        .filter(brought__lt=F("amount") - F("waived"))
        .select_related("order")
    )


def _carriers_of(payments: Iterable[Payment]) -> dict[int, str]:
    orders = [payment.order_id for payment in payments]
    rows = Parcel.objects.filter(order__in=orders, carrier__isnull=False)
    named = rows.order_by("pk").values_list("order", "carrier__name")
    return dict(named)
