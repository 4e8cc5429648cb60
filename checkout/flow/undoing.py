from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from checkout.flow.cancelling import cancel_order
from checkout.orders.models import Order


@transaction.atomic
def undo(order: Order, *, by: str) -> None:
    """Take back an order made by one click: cancelled, refunded, goods on the shelf.

    Raises Order.MoveRefused when the time is over, it was packed, or undone before.
    """
    # whoever packs it holds the same row, and looks at the same clock
    locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if not locked.can_be_undone(timezone.now()):
        raise Order.MoveRefused(f"{order} can no longer be undone")
    cancel_order(locked, by=by, reason="undone by the customer")
    order.status = locked.status
