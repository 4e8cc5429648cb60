from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from checkout.orders.models import Order, OrderLine
from checkout.parcels.models import Parcel, ParcelLine


class NothingToPack(Exception):
    """All of it is in parcels already, or the order may not be packed."""


class MayBeUndone(NothingToPack):
    """Its buyer can still take the order back by one click."""


@transaction.atomic
def pack(
    order: Order, *, by: str, quantities: Mapping[int, int] | None = None
) -> Parcel:
    """Put lines of an order (id -> quantity; all that is left without `quantities`)
    into one parcel. The order is packed when nothing is left.

    Raises NothingToPack, and MayBeUndone while the buyer can take it back.
    """
    # two members of staff must not pack the same cup
    locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if locked.can_be_undone(timezone.now()):
        raise MayBeUndone(f"{order} may be undone until {locked.undo_until}")
    if locked.status != Order.Status.CONFIRMED:
        raise NothingToPack(f"{order} is {locked.get_status_display()}")
    left = unpacked(locked)
    wanted = dict(left if quantities is None else quantities)
    wanted = {line: quantity for line, quantity in wanted.items() if quantity > 0}
    if not wanted or any(
        quantity > left.get(line, 0) for line, quantity in wanted.items()
    ):
        raise NothingToPack(f"{order} has {left} left, not {wanted}")

    parcel = Parcel.objects.create(order=locked, packed_at=timezone.now())
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=parcel, order_line_id=line, quantity=quantity)
        for line, quantity in sorted(wanted.items())
    )
    if wanted == left:
        locked.move_to(Order.Status.PACKED, by=by, parcel=parcel.pk)
        order.status = locked.status
    return parcel


def unpacked(order: Order) -> dict[int, int]:
    """Order line -> how many of it are in no parcel yet; packed lines are left out,
    and gift cards, which travel by mail."""
    packed = ParcelLine.objects.filter(parcel__order=order).values("order_line")
    sums = {
        row["order_line"]: row["sum"] for row in packed.annotate(sum=Sum("quantity"))
    }
    lines = OrderLine.objects.filter(order=order, is_gift_card=False).order_by("pk")
    left = {
        line.pk: line.quantity - line.called_off - sums.get(line.pk, 0)
        for line in lines
    }
    return {line: quantity for line, quantity in left.items() if quantity > 0}


class NothingLeft(Exception):
    """Nothing of the order would ever be sent: it is to be cancelled instead."""


@transaction.atomic
def call_off(order: Order, quantities: Mapping[int, int], *, by: str) -> None:
    """Pieces (line -> quantity) that are in no parcel will not be sent. An order of
    which nothing else waits moves on to where its parcels are.

    Raises NothingLeft.
    """
    for line, quantity in sorted(quantities.items()):
        OrderLine.objects.filter(pk=line).update(called_off=F("called_off") + quantity)
    if unpacked(order):
        return
    parcels = order.parcels.all()
    if not parcels.exists():
        raise NothingLeft(str(order))
    if order.status != Order.Status.CONFIRMED:
        return
    # the parcels themselves have been told of: no mail says it again
    if parcels.filter(status=Parcel.Status.PACKED).exists():
        order.move_to(Order.Status.PACKED, by=by, is_quiet=True)
        return
    order.move_to(Order.Status.SENT, by=by, is_quiet=True)
    if not parcels.exclude(status=Parcel.Status.DELIVERED).exists():
        order.move_to(Order.Status.DELIVERED, by=by, is_quiet=True)
