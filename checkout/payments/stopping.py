from __future__ import annotations

from checkout.orders.models import Order
from checkout.payments.models import Payment
from shop.jobs.queue import enqueue


def stop_payments(order: Order) -> None:
    """Wait no longer for what has not been paid, and let go of what is only secured;
    the providers hear of it by a job."""
    for payment in order.payments.filter(status__in=Payment.OPEN):
        stop_payment(payment)


def stop_payment(payment: Payment) -> None:
    if payment.move_to(Payment.Status.CANCELLED):
        enqueue("payment.cancel", key=f"cancel-{payment.key}", payment_id=payment.pk)
