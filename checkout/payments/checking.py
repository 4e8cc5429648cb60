"""Asking providers how unfinished payments stand, until they are finished."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from checkout.payments.models import Payment
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.registry import provider_called
from checkout.payments.settling import settle
from shop.jobs.queue import enqueue
from shop.jobs.registry import FOR_EVER, job

FIRST_PAUSE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=6)
CALLS_ARE_KNOWN_AFTER = timedelta(hours=2)


def check_payment(payment: Payment, *, by: str) -> None:
    """Ask the provider, and settle what it says. Raises PaymentFailed."""
    finding = provider_called(payment.provider).look_up(payment)
    Payment.objects.filter(pk=payment.pk).update(checked_at=timezone.now())
    settle(payment, finding, by=by)


def close_payment(payment: Payment, *, by: str) -> bool:
    """See that no more money comes; what has come, or is on its way, is settled.

    False where the provider no longer lets it be stopped. Raises PaymentFailed.
    """
    try:
        provider_called(payment.provider).cancel(payment)
    except PaymentFailed as fault:
        if fault.retry:
            raise
        check_payment(payment, by=by)
        return False
    return True


def plan_check(payment: Payment, *, now: datetime, nth: int = 1) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(nth - 1, 10), LONGEST_PAUSE)
    enqueue(
        "payment.check",
        key=f"check-{payment.key}-{nth}",
        run_at=now + pause,
        payment_id=payment.pk,
        nth=nth,
    )


@job("payment.check", attempts=FOR_EVER)
def check(*, payment_id: int, nth: int) -> None:
    """Ask how a payment stands; while it is unfinished, ask again later."""
    payment = Payment.objects.get(pk=payment_id)
    if not payment.is_in_progress:
        return
    check_payment(payment, by="poll")
    payment.refresh_from_db(fields=["status"])
    if payment.is_in_progress:
        plan_check(payment, now=timezone.now(), nth=nth + 1)


@job("payment.cancel", attempts=FOR_EVER)
def cancel(*, payment_id: int) -> None:
    """Tell the provider that we no longer wait; if the money has come, settle it."""
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    close_payment(payment, by=payment.provider)
    if payment.reference or not provider_called(payment.provider).is_remote:
        return
    if timezone.now() - payment.created_at < CALLS_ARE_KNOWN_AFTER:
        # a call whose answer never came may still show up there
        enqueue(
            "payment.cancel",
            key=f"cancel-again-{payment.key}",
            run_at=payment.created_at + CALLS_ARE_KNOWN_AFTER,
            payment_id=payment.pk,
        )
