"""Orders nobody pays: their goods go back on sale."""

from __future__ import annotations

from contextlib import suppress

from django.db.models import Exists, OuterRef
from django.utils import timezone

from checkout.flow.cancelling import cancel_order
from checkout.orders.models import Order, OrderEvent
from checkout.payments.checking import LONGEST_PAUSE, close_payment
from checkout.payments.models import Payment
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.registry import provider_called
from checkout.payments.settling import UNPAID
from shop.jobs.queue import enqueue
from shop.jobs.registry import FOR_EVER, job, reader


@reader
def find_unpaid_orders() -> None:
    """Plan the end of orders whose last payment is overdue."""
    now = timezone.now()
    payments = Payment.objects.filter(order=OuterRef("pk"))
    overdue = Order.objects.awaiting_payment().filter(
        Exists(payments.filter(due_at__lte=now)),
        ~Exists(payments.filter(due_at__gt=now)),
    )
    for pk in overdue.order_by("pk").values_list("pk", flat=True):
        dues = Payment.objects.filter(order=pk, due_at__lte=now)
        last = dues.order_by("due_at", "pk").values_list("key", "due_at").last()
        assert last, "it was asked for"
        key, due = last
        enqueue("order.expire", key=f"expire-{key}-{due:%y%j%H%M%S%f}", order_id=pk)


@job("order.expire", attempts=FOR_EVER)
def expire(*, order_id: int) -> None:
    """Make sure that the provider takes no more money, and cancel.

    A provider that cannot be reached makes the job fail, and be tried again later;
    money that is on its way is waited for.
    """
    order = Order.objects.get(pk=order_id)
    for payment in order.payments.filter(status__in=Payment.IN_PROGRESS):
        if not _close(payment):
            due = timezone.now() + LONGEST_PAUSE
            Payment.objects.filter(pk=payment.pk).update(due_at=due)
            return
    order.refresh_from_db(fields=["status"])
    if order.status == Order.Status.PLACED:
        with suppress(Order.MoveRefused):  # paid or cancelled this very moment
            cancel_order(order, by="shop", reason=UNPAID)


def _close(payment: Payment) -> bool:
    """False where money may still come through the provider's own doors."""
    if not provider_called(payment.provider).is_remote:
        return True
    try:
        if close_payment(payment, by="expiry"):
            return True
    except PaymentFailed as fault:
        if fault.retry:
            raise
        # goods do not wait for one who will never tell; people look
        payment.order.record(
            OrderEvent.Kind.NOTE,
            by="shop",
            about="provider_will_not_tell",
            failure=fault.message,
        )
        return True
    payment.refresh_from_db(fields=["status"])
    return not payment.is_in_progress
