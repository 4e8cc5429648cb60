"""Asking providers how unfinished payments stand, until they are finished."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from checkout.payments.models import Payment
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.registry import provider_called
from checkout.payments.settling import settle
from shop.jobs.queue import enqueue
from shop.jobs.registry import job

FIRST_PAUSE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=6)


def check_payment(payment: Payment, *, by: str) -> None:
    """Ask the provider, and settle what it says. Raises PaymentFailed."""
    finding = provider_called(payment.provider).look_up(payment)
    Payment.objects.filter(pk=payment.pk).update(checked_at=timezone.now())
    settle(payment, finding, by=by)


def plan_check(payment: Payment, *, now: datetime, nth: int = 1) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(nth - 1, 10), LONGEST_PAUSE)
    enqueue(
        "payment.check",
        key=f"check-{payment.key}-{nth}",
        run_at=now + pause,
        payment_id=payment.pk,
        nth=nth,
    )


@job("payment.check")
def check(*, payment_id: int, nth: int) -> None:
    """Ask how a payment stands; while it is unfinished, ask again later."""
    payment = Payment.objects.get(pk=payment_id)
    if not payment.is_in_progress:
        return
    check_payment(payment, by="poll")
    payment.refresh_from_db(fields=["status"])
    if payment.is_in_progress:
        plan_check(payment, now=timezone.now(), nth=nth + 1)


@job("payment.cancel")
def cancel(*, payment_id: int) -> None:
    """Tell the provider that we no longer wait; if the money has come, settle it."""
    payment = Payment.objects.get(pk=payment_id)
    try:
        provider_called(payment.provider).cancel(payment)
    except PaymentFailed as fault:
        if fault.retry:
            raise
        check_payment(payment, by=payment.provider)
