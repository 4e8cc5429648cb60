"""Agreeing to be reminded of a cart, and withdrawing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from checkout.cart.models import Cart
from checkout.reminding.models import ReminderWish

# in the draft of the checkout while the box is ticked
REMIND = "remind"
# then a cart is no longer on anybody's mind, and the address goes
LAPSES_AFTER = timedelta(days=30)


def keep_wish(cart: Cart, *, email: str, language: str, now: datetime) -> None:
    """Remind the owner of `email` of the cart; nobody, while it is no address."""
    try:
        validate_email(email)
    except ValidationError:
        drop_wish(cart)
        return
    before = ReminderWish.objects.filter(cart=cart)
    if not before.filter(email=email).update(seen_at=now, language=language):
        ReminderWish.objects.update_or_create(
            cart=cart,
            defaults={
                "email": email,
                "language": language,
                "agreed_at": now,
                "seen_at": now,
            },
        )


def drop_wish(cart: Cart) -> None:
    ReminderWish.objects.filter(cart=cart).delete()


def withdraw(cart_id: int) -> None:
    """Send no reminder any more to the address that this cart's would go to."""
    wish = ReminderWish.objects.filter(cart=cart_id).first()
    if wish:
        withdraw_all([wish.email])


def withdraw_all(emails: Iterable[str]) -> None:
    asked = Q(pk__in=[])
    for email in emails:
        asked |= Q(email__iexact=email)
    wishes = ReminderWish.objects.filter(asked)
    for cart in Cart.objects.open().filter(reminder_wish__in=wishes):
        cart.draft.pop(REMIND, None)
        Cart.objects.filter(pk=cart.pk).update(draft=cart.draft)
    wishes.delete()


def forget_wishes(now: datetime) -> None:
    """Forget the addresses of those who ordered, and of those who will not."""
    over = Q(cart__closed_at__isnull=False) | Q(seen_at__lt=now - LAPSES_AFTER)
    ReminderWish.objects.filter(over).delete()
