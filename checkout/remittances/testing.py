"""Parcels paid at the door, and lists as a carrier would write them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from checkout.orders.models import Order
from checkout.parcels.models import Carrier, Parcel
from checkout.parcels.packing import pack
from checkout.parcels.sending import send
from checkout.parcels.tracking import mark_delivered
from checkout.payments.receiving import collect_from_carriers
from checkout.testing import make_order

_numbers = count(1)


def make_sent_parcel(*, payment_code: str = "cod", number: str = "") -> Parcel:
    """On its way, by default to be paid at the door."""
    order = make_order(status=Order.Status.CONFIRMED, payment_code=payment_code)
    carrier, _ = Carrier.objects.get_or_create(code="post", defaults={"name": "Post"})
    parcel = pack(order, by="marta")
    number = number or f"LV{next(_numbers):06d}"
    send(parcel, carrier=carrier, tracking_number=number, by="marta")
    parcel.refresh_from_db()
    return parcel


def make_delivered_parcel(
    *, payment_code: str = "cod", number: str = "", days_ago: int = 1
) -> Parcel:
    parcel = make_sent_parcel(payment_code=payment_code, number=number)
    mark_delivered(parcel, at=timezone.now() - timedelta(days=days_ago), by="post")
    collect_from_carriers()
    parcel.refresh_from_db()
    return parcel


def make_list(*rows: tuple[str, Decimal | str | int], day: str = "2026-11-20") -> bytes:
    """A carrier's list of parcels and amounts."""
    lines = [f"{number};{amount};{day}" for number, amount in rows]
    return "\n".join(["Parcel number;COD amount;Date", *lines]).encode()
