"""A parcel came back: its goods, and the order's end."""

from __future__ import annotations

from django.db import transaction

from checkout.flow.cancelling import release_uses
from checkout.gifts.returning import void_cards
from checkout.orders.models import Order
from checkout.orders.refusals import CAME_BACK
from checkout.parcels.coming_back.deciding import see_to
from checkout.parcels.coming_back.models import CameBack
from checkout.parcels.models import Parcel
from checkout.payments.providers.registry import provider_called
from checkout.payments.refunding import refund_order
from checkout.payments.settling import paid_for
from checkout.payments.stopping import stop_payments


@transaction.atomic
def take_back_parcel(parcel: Parcel, *, is_sellable: bool, by: str) -> Order:
    """The goods are here and stay here. An order of which nothing else is out ends:
    what was paid goes back, what was to be paid at the door is not owed.

    Raises AlreadySeenTo, and CardKept when a gift card of the order has been used.
    """
    fate = CameBack.Fate.RESTOCKED if is_sellable else CameBack.Fate.WRITTEN_OFF
    see_to(parcel, fate, by=by)
    order = Order.objects.get(pk=parcel.order_id)
    out = order.parcels.filter(came_back=None)
    if not out.exists():
        _end(order, by=by)
    elif not out.exclude(status=Parcel.Status.DELIVERED).exists():
        order.move_to(Order.Status.DELIVERED, by=by, is_quiet=True)
    return order


def _end(order: Order, *, by: str) -> None:
    order.come_home(
        by=by,
        reason=CAME_BACK,
        at_the_door=_was_to_be_paid_at_the_door(order),
        was_paid=paid_for(order) > 0,
    )
    release_uses(order)
    void_cards(order, by=by, reason=CAME_BACK)
    stop_payments(order)
    refund_order(order, reason="the parcel came back", by=by)


def _was_to_be_paid_at_the_door(order: Order) -> bool:
    payment = order.payments.order_by("-pk").first()
    return payment is not None and provider_called(payment.provider).is_paid_on_delivery
