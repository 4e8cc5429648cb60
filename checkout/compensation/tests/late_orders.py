"""Makers of late orders and of what is given for them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.timezone import localdate

from checkout.compensation.models import CompensationRule
from checkout.orders.models import Order
from checkout.parcels.models import Carrier, Parcel
from checkout.testing import make_order

A_DAY = timedelta(days=1)


def make_rule(value: str = "5.00", *, days_late: int = 1, **fields: Any) -> Any:
    """A fixed credit from the first late day on."""
    fields.setdefault("name", f"From day {days_late}")
    fields.setdefault("measure", CompensationRule.Measure.FIXED)
    fields.setdefault("since", localdate() - timedelta(days=50))
    return CompensationRule.objects.create(
        value=Decimal(value), days_late=days_late, **fields
    )


def make_late_order(
    days: int = 1, *, status: str = Order.Status.SENT, **changes: Any
) -> Order:
    """Promised `days` days ago, sent on the planned day, and not arrived."""
    order = make_order(status=status, **changes)
    promised = localdate() - timedelta(days=days)
    left = promised - A_DAY
    Order.objects.filter(pk=order.pk).update(
        promised_from=promised,
        promised_until=promised,
        promise_inputs={**order.promise_inputs, "leaves": left.isoformat()},
    )
    if status in (Order.Status.SENT, Order.Status.DELIVERED):
        carrier = Carrier.objects.get_or_create(
            code="post", defaults={"name": "Post", "interface": "loopback"}
        )[0]
        now = timezone.now()
        Parcel.objects.create(
            order=order,
            carrier=carrier,
            status=Parcel.Status.DELIVERED
            if status == Order.Status.DELIVERED
            else Parcel.Status.IN_TRANSIT,
            packed_at=now - timedelta(days=days + 1),
            sent_at=now - timedelta(days=days + 1),
            delivered_at=now if status == Order.Status.DELIVERED else None,
        )
    order.refresh_from_db()
    return order


def become_later(order: Order, days: int) -> None:
    """Let `days` more days pass for an order and its breach."""
    order.refresh_from_db()
    order.promised_until -= timedelta(days=days)
    leaves = order.promised_until - A_DAY
    order.promise_inputs["leaves"] = leaves.isoformat()
    order.save(update_fields=["promised_until", "promise_inputs"])
    sent_at = timezone.now() - timedelta(days=(localdate() - leaves).days)
    order.parcels.update(sent_at=sent_at)
