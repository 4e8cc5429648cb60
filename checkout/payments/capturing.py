"""Taking money that has been secured: when the goods are sent, and in any case before
the provider lets go of it."""

from __future__ import annotations

from checkout.orders.models import Order, OrderEvent
from checkout.payments.models import Payment
from checkout.payments.providers.protocol import Finding, PaymentFailed, Secures
from checkout.payments.providers.registry import provider_called
from checkout.payments.settling import settle
from shop.jobs.queue import enqueue
from shop.jobs.registry import FOR_EVER, job, reader

SENT = (Order.Status.SENT, Order.Status.DELIVERED)


@reader
def capture_for_what_was_sent() -> None:
    """Plan to take the money of orders that are under way as a whole: a provider gives
    what it has secured once, and lets go of the rest."""
    due = Payment.objects.filter(
        status=Payment.Status.AUTHORISED, order__status__in=SENT
    )
    for payment in due.order_by("pk"):
        enqueue("payment.capture", key=f"capture-{payment.key}", payment_id=payment.pk)


@job("payment.capture", attempts=FOR_EVER)
def capture(*, payment_id: int, by: str = "dispatch") -> None:
    """Take what is secured. Where the provider no longer gives it, the order has lost
    its payment: staff and the buyer are told by the event."""
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    if payment.status != Payment.Status.AUTHORISED:
        return
    provider = provider_called(payment.provider)
    assert isinstance(provider, Secures), "who secures can capture"
    try:
        finding = provider.capture(payment, amount=payment.due)
    except PaymentFailed as fault:
        if fault.retry:
            raise
        finding = _what_is_left(payment, fault)
    settle(payment, finding, by=by)


@job("payment.hold_ends", attempts=FOR_EVER)
def take_before_it_ends(*, payment_id: int) -> None:
    """The provider is about to let go of money for goods that are not sent yet: it is
    taken now, and staff are told. The buyer was told so when they ordered."""
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    if payment.status != Payment.Status.AUTHORISED:
        return
    capture(payment_id=payment_id, by="end of the hold")
    payment.refresh_from_db()
    if payment.status == Payment.Status.CAPTURED:
        payment.order.record(
            OrderEvent.Kind.NOTE,
            by="shop",
            about="captured_before_end",
            amount=str(payment.due),
        )


def _what_is_left(payment: Payment, fault: PaymentFailed) -> Finding:
    """After a refusal the provider is asked what is true; what it still holds but does
    not give is let go of."""
    finding = provider_called(payment.provider).look_up(payment)
    if finding.status != Payment.Status.AUTHORISED:
        return finding
    enqueue("payment.cancel", key=f"release-{payment.key}", payment_id=payment.pk)
    return Finding(Payment.Status.FAILED, failure=fault.message)
