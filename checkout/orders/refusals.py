"""Parcels that buyers did not take in, and what of that is remembered."""

from __future__ import annotations

from django.db.models import Q

from checkout.orders.models import Order, OrderEvent

# what ending an order writes into its event when its parcels came back
CAME_BACK = "came_back"


def count_refusals(*, user_id: int | None, email: str) -> int:
    """How many orders to be paid at the door came back from this customer."""
    whose = Q(email__in={email, email.lower()}) if email else Q()
    if user_id is not None:
        whose |= Q(user=user_id)
    if not whose:
        return 0
    ended = Order.objects.filter(whose, status=Order.Status.CANCELLED)
    refused = OrderEvent.objects.filter(
        order__in=ended,
        kind=OrderEvent.Kind.CANCELLED,
        data__reason=CAME_BACK,
        data__at_the_door=True,
    )
    return refused.values("order").distinct().count()
