"""Makers of parcels for tests."""

from __future__ import annotations

from typing import Any

from catalog.testing import make_variant
from checkout.orders.models import Order
from checkout.parcels.models import Carrier, Parcel
from checkout.parcels.packing import pack
from checkout.parcels.sending import send
from checkout.testing import make_order


def make_carrier(interface: str = "loopback", **fields: Any) -> Carrier:
    fields = {"code": interface, "name": interface.title()} | fields
    return Carrier.objects.get_or_create(
        code=fields.pop("code"), defaults={"interface": interface, **fields}
    )[0]


def make_parcel(**fields: Any) -> Parcel:
    """One of a confirmed order, packed."""
    order = make_order(make_variant(stock=5))
    order.move_to(Order.Status.CONFIRMED, by="test")
    parcel = pack(order, by="test")
    Parcel.objects.filter(pk=parcel.pk).update(**fields)
    parcel.refresh_from_db()
    return parcel


def make_sent_parcel(
    interface: str = "loopback", *, number: str = "", **fields: Any
) -> Parcel:
    parcel = make_parcel(**fields)
    send(
        parcel,
        carrier=make_carrier(interface),
        tracking_number=number or f"N{parcel.pk}",
        by="test",
    )
    return parcel
