"""Who is reminded when: one mail, then one more, each claimed by a row."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from checkout.cart.pricing import price_cart
from checkout.orders.models import Order
from checkout.reminding.links import cart_mark, refusal_mark
from checkout.reminding.models import Reminder, ReminderTimes, ReminderWish
from checkout.reminding.wishing import forget_wishes
from shop.jobs.queue import enqueue
from shop.jobs.registry import job, reader
from shop.web.mail import send_mail

FIRST, SECOND = 1, 2
# after a stop of the machine nobody gets both at once
AT_LEAST_APART = timedelta(hours=12)


@reader
def claim_reminders() -> None:
    """Claim the reminders that are due, and write the jobs of sending them."""
    now = timezone.now()
    forget_wishes(now)
    times = ReminderTimes.current()
    # the second first, so that no wish gets both in one pass
    for number, hours in (
        (SECOND, times.second_after_hours),
        (FIRST, times.first_after_hours),
    ):
        if hours:
            _claim_due(number, timedelta(hours=hours), now)


def _claim_due(number: int, after: timedelta, now: datetime) -> None:
    reminders = Reminder.objects.filter(cart=OuterRef("cart"))
    due = ReminderWish.objects.filter(
        ~Exists(reminders.filter(number__gte=number)),
        ~Exists(reminders.filter(claimed_at__gt=now - AT_LEAST_APART)),
        cart__closed_at=None,
        seen_at__lte=now - after,
    )
    for wish in due.order_by("pk")[:200]:
        claim_reminder(wish, number)


@transaction.atomic
def claim_reminder(wish: ReminderWish, number: int) -> None:
    reminder, is_ours = Reminder.objects.get_or_create(
        cart_id=wish.cart_id, number=number
    )
    if is_ours:
        enqueue("mail.reminder", reminder=reminder.pk)


@job("mail.reminder", attempts=6)
def send_reminder(reminder: int) -> None:
    """Send a reminder, unless there is a reason by now not to."""
    entry = Reminder.objects.filter(pk=reminder, sent_at=None).first()
    wish = _wish_of(entry) if entry else None
    if entry is None or wish is None or _has_ordered(wish):
        return
    now = timezone.now()
    with override(wish.language):
        priced = price_cart(wish.cart, now=now)
        here = f"{settings.SITE_URL}%s"
        refusal_url = here % reverse(
            "reminder_refusal", args=[refusal_mark(wish.cart_id)]
        )
        context = {
            "lines": [line for line in priced.lines if line.is_sellable],
            "is_less": any(not line.is_sellable for line in priced.lines),
            "cart_url": here % reverse("cart_again", args=[cart_mark(wish.cart_id)]),
            "refusal_url": refusal_url,
        }
    if not context["lines"]:
        return
    send_mail(
        "cart_reminder",
        to=wish.email,
        language=wish.language,
        context=context,
        message_id=f"cart-reminder-{entry.pk}",
        # one click in the mail program (RFC 8058)
        headers={
            "List-Unsubscribe": f"<{refusal_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    entry.sent_at = timezone.now()
    entry.save(update_fields=["sent_at"])


def _wish_of(entry: Reminder) -> ReminderWish | None:
    wishes = ReminderWish.objects.filter(cart=entry.cart_id, cart__closed_at=None)
    return wishes.select_related("cart__coupon", "cart__one_time_code").first()


def _has_ordered(wish: ReminderWish) -> bool:
    """With another cart, on another device."""
    return Order.objects.filter(
        email__iexact=wish.email, placed_at__gte=wish.agreed_at
    ).exists()
