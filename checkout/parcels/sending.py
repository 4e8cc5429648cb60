from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.utils import timezone

from catalog.stock.selling import send_out
from checkout.orders.models import Order, OrderEvent
from checkout.parcels.carriers.protocol import Deed
from checkout.parcels.carriers.registry import who_can
from checkout.parcels.models import Carrier, Parcel
from checkout.parcels.packing import unpacked


class AlreadySent(Exception):
    """The parcel has left before."""


@transaction.atomic
def send(
    parcel: Parcel, *, carrier: Carrier | None, tracking_number: str, by: str
) -> None:
    """Hand a parcel to its carrier: its goods leave the stock and the customer hears.

    Raises AlreadySent.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=parcel.order_id)
    now = timezone.now()
    changes = {
        "status": Parcel.Status.SENT,
        "carrier": carrier,
        "tracking_number": tracking_number.strip(),
        "sent_at": now,
        "next_look_at": None,
        "next_poll_at": now if who_can(Deed.TRACK, carrier) else None,
    }
    packed = Parcel.objects.filter(pk=parcel.pk, status=Parcel.Status.PACKED)
    if not packed.update(**changes):
        raise AlreadySent(str(parcel))

    parcel.refresh_from_db()
    send_out(contents(parcel), reference=order.number, by=by)
    if _is_all_under_way(order):
        order.move_to(Order.Status.SENT, by=by, parcel=parcel.pk)
    else:
        order.record(OrderEvent.Kind.SENT, by=by, parcel=parcel.pk)


def contents(parcel: Parcel) -> dict[int, int]:
    """Variant -> quantity in the parcel."""
    inside: Counter[int] = Counter()
    for line in parcel.lines.select_related("order_line").order_by("pk"):
        inside[line.order_line.variant_id] += line.quantity
    return dict(inside)


def _is_all_under_way(order: Order) -> bool:
    waiting = order.parcels.filter(status=Parcel.Status.PACKED)
    return not waiting.exists() and not unpacked(order)
