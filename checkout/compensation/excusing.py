from __future__ import annotations

from django.db import transaction

from checkout.compensation.models import Excuse
from checkout.orders.models import Order


@transaction.atomic
def excuse(order: Order, *, cause: str, by: str, note: str = "") -> Excuse:
    """From now on nothing more is given for the lateness of this order, once: the
    first cause stands."""
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    return Excuse.objects.get_or_create(
        order=order, defaults={"cause": cause, "by": by, "note": note}
    )[0]
