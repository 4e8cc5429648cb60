"""Buyers who have not sent their money hear of it before it is due."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from checkout.orders.models import Order, OrderEvent
from checkout.payments.models import Payment
from shop.jobs.registry import reader


@reader
def remind_of_payments() -> None:
    """Write the news that reminds: once for every payment, and never after its day."""
    today = timezone.localdate()
    awaited = Payment.objects.filter(
        status=Payment.Status.PENDING,
        order__status=Order.Status.PLACED,
        remind_on__lte=today,
        pay_by__gte=today,
    )
    for payment in awaited.select_related("order").order_by("pk")[:500]:
        _remind(payment)


@transaction.atomic
def _remind(payment: Payment) -> None:
    # whoever clears the day is the one who reminds
    rows = Payment.objects.filter(
        pk=payment.pk, status=Payment.Status.PENDING, remind_on=payment.remind_on
    )
    if rows.update(remind_on=None):
        payment.order.record(
            OrderEvent.Kind.PAYMENT_REMINDER, by="shop", payment=payment.pk
        )
