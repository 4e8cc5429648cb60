"""What buyers and staff do with an order, however far it is by then."""

from __future__ import annotations

from contextlib import suppress

from django.test import Client

from checkout.flow.cancelling import cancel_order
from checkout.orders.models import Order
from checkout.parcels.packing import NothingToPack, pack


def come_back(order: Order) -> int:
    return Client().get(f"{order.get_absolute_url()}payment/").status_code


def cancel(order: Order) -> None:
    with suppress(Order.MoveRefused):
        cancel_order(order, by="customer", reason="asked")


def pack_it(order: Order) -> None:
    with suppress(NothingToPack):
        pack(order, by="marta")
