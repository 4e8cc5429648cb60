"""What staff of the demo shop gave to customers, and what waits for a second look."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.models import Group
from django.utils import timezone

from checkout.compensation.goodwill.giving import offer_goodwill
from checkout.compensation.goodwill.models import Goodwill, GoodwillBudget
from checkout.orders.models import Order
from shop.users.models import User

_BUDGETS = {"support": 50, "orders": 50, "owner": 250}
# cause, amount, note and how many days ago; the last one is above the budget
_GIVEN = (
    ("damaged", "8.00", "A broken pot; the plant is well.", 41),
    ("quality", "5.00", "", 12),
    ("mistake", "12.50", "Two letters about the same parcel.", 3),
    ("wrong", "65.00", "The third mix-up for the same customer.", 0),
)


def load_goodwill(giver: User) -> None:
    """On orders of the past, and without mails."""
    if Goodwill.objects.exists():
        return
    for group in Group.objects.filter(name__in=_BUDGETS):
        GoodwillBudget.objects.get_or_create(
            group=group, currency="EUR", defaults={"per_month": _BUDGETS[group.name]}
        )
    orders = Order.objects.filter(status=Order.Status.DELIVERED, currency="EUR")
    for order, one in zip(orders.order_by("-pk"), _GIVEN, strict=False):
        _offer(order, giver, *one)


def _offer(
    order: Order, giver: User, cause: str, amount: str, note: str, days_ago: int
) -> None:
    goodwill = offer_goodwill(
        order,
        cause=cause,
        amount=Decimal(amount),
        note=note,
        by=giver,
        key=uuid.uuid4(),
    )
    at = timezone.now() - timedelta(days=days_ago)
    Goodwill.objects.filter(pk=goodwill.pk).update(asked_at=at)
    if goodwill.given_at:
        Goodwill.objects.filter(pk=goodwill.pk).update(given_at=at, sent_at=at)
