"""By when a payment has to be made, and when an order stops waiting for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from checkout.delivery.calendars import ONE_DAY, days_off, working_day
from checkout.payments.models import PaymentMethod
from checkout.payments.providers.registry import provider_called
from shop.merchant.models import Merchant


@dataclass(frozen=True, slots=True)
class Term:
    """The day the buyer is told, that of the reminder, and the end of waiting."""

    pay_by: date | None = None
    remind_on: date | None = None
    ends_at: datetime | None = None


def term_of(method: PaymentMethod, *, now: datetime) -> Term:
    """What buyers send on their own has a due date as the merchant sets it; all other
    ways end with the patience of their provider."""
    provider = provider_called(method.provider)
    if provider.patience is None:
        return Term()
    if provider.is_remote or method.due_days is None:
        return Term(ends_at=now + provider.patience)

    country = Merchant.current().country
    today = timezone.localdate(now)
    pay_by = working_days_after(today, method.due_days, country=country)
    remind_on = working_days_before(pay_by, method.reminder_days, country=country)
    return Term(
        pay_by=pay_by,
        remind_on=remind_on if today < remind_on < pay_by else None,
        ends_at=_end_of(pay_by + ONE_DAY * method.grace_days),
    )


def working_days_after(start: date, count: int, *, country: str) -> date:
    return _walk(start, count, ONE_DAY, country)


def working_days_before(end: date, count: int, *, country: str) -> date:
    return _walk(end, count, -ONE_DAY, country)


def _walk(start: date, count: int, step: timedelta, country: str) -> date:
    # on the same day, also when it is a holiday
    return working_day(start, count, days_off(country), step=step) if count else start


def _end_of(last: date) -> datetime:
    return timezone.make_aware(datetime.combine(last + ONE_DAY, time.min))
