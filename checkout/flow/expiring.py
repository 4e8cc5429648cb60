"""Orders nobody pays: their goods go back on sale."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils import timezone

from checkout.flow.cancelling import cancel_order
from checkout.orders.models import Order
from checkout.payments.checking import check_payment
from checkout.payments.models import Payment
from checkout.payments.providers.registry import provider_called
from checkout.payments.settling import UNPAID
from shop.jobs.queue import enqueue
from shop.jobs.registry import job, reader


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
        last = Payment.objects.filter(order=pk).order_by("-pk").first()
        assert last is not None
        enqueue("order.expire", key=f"expire-{last.key}", order_id=pk)


@job("order.expire")
def expire(*, order_id: int) -> None:
    """Ask the provider a last time, make sure it takes no more money, cancel.

    A provider that cannot tell yet makes the job fail, and be tried again later.
    """
    order = Order.objects.get(pk=order_id)
    for payment in order.payments.filter(status__in=Payment.IN_PROGRESS):
        provider = provider_called(payment.provider)
        if provider.is_remote and payment.reference:
            check_payment(payment, by="expiry")
            payment.refresh_from_db(fields=["status"])
            if payment.is_in_progress:
                provider.cancel(payment)
    order.refresh_from_db(fields=["status"])
    if order.status == Order.Status.PLACED:
        cancel_order(order, by="shop", reason=UNPAID)
