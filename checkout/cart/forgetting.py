from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from checkout.cart.carts import SIXTY_DAYS
from checkout.cart.models import Cart
from shop.jobs.registry import daily

ONE_DAY = 24 * 3600


def forget_carts(now: datetime) -> int:
    """Delete guests' carts that no browser remembers, with what was typed at the
    checkout. Returns how many there were."""
    latest = now - timedelta(seconds=SIXTY_DAYS + ONE_DAY)
    abandoned = Cart.objects.open().filter(user=None, updated_at__lt=latest)
    return abandoned.delete()[1].get(Cart._meta.label, 0)


@daily
def forget_once_a_day() -> None:
    forget_carts(timezone.now())
