"""Makers for tests of what comes back: an order that has been paid and delivered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from catalog.products.models import Variant
from checkout.orders.models import Order
from checkout.parcels.models import Parcel
from checkout.parcels.packing import pack
from checkout.parcels.sending import send
from checkout.payments.receiving import mark_received
from checkout.testing import make_order


def make_paid_order(*variants: Variant, **fields: Any) -> Order:
    order = make_order(*variants, **fields)
    mark_received(order.payments.get(), by="test", amount=order.total)
    order.refresh_from_db()
    return order


def make_delivered_order(
    *variants: Variant, delivered_at: datetime | None = None, **fields: Any
) -> Order:
    """Paid by transfer, sent in one parcel, and there since yesterday."""
    order = make_paid_order(*variants, **fields)
    parcel = pack(order, by="test")
    send(parcel, carrier=None, tracking_number="", by="test")
    arrive(parcel, delivered_at or timezone.now() - timedelta(days=1))
    order.refresh_from_db()
    return order


def arrive(parcel: Parcel, at: datetime) -> None:
    """A parcel is delivered, and with the last one its order."""
    Parcel.objects.filter(pk=parcel.pk).update(
        status=Parcel.Status.DELIVERED, delivered_at=at
    )
    order = Order.objects.get(pk=parcel.order_id)
    if order.status == Order.Status.SENT:
        order.move_to(Order.Status.DELIVERED, by="test")
