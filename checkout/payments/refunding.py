from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from checkout.orders.models import Order, OrderEvent
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.registry import CREDIT, provider_called
from shop.jobs.queue import enqueue
from shop.jobs.registry import FOR_EVER, job
from shop.money.amounts import ZERO


class RefundTooLarge(Exception):
    """More was to be given back than came in; `refundable` is what can be."""

    def __init__(self, refundable: Decimal) -> None:
        super().__init__(_("No more than %s can be refunded.") % refundable)
        self.refundable = refundable


class NobodyToCredit(Exception):
    """The order was placed without an account: there is no store credit to add to."""


@transaction.atomic
def refund_order(
    order: Order,
    *,
    amount: Decimal | None = None,
    reason: str,
    by: str,
    as_credit: bool = False,
) -> list[Refund]:
    """Begin to give back `amount`, or all of it, each part the way it was paid.

    Where an order was paid in several ways, money goes back before credit, and newest
    payment first: a buyer of whom we keep a part would rather be left with a paid part
    of a gift card than without cash, and no more cash leaves than came in. What a card
    paid never leaves as cash, so a gift card cannot be turned into money by a return.

    With `as_credit` all of it becomes store credit (staff and customer agreed on it);
    a part that a gift card paid then becomes store credit, too. Raises NobodyToCredit
    where the order has no account, and RefundTooLarge.
    """
    if as_credit and order.user_id is None:
        raise NobodyToCredit(str(order))
    payments = list(
        order.payments.select_for_update(no_key=True).order_by("-created_at", "-pk")
    )
    payments.sort(key=lambda payment: payment.provider == CREDIT)
    refundable = {payment.pk: payment.refundable for payment in payments}
    everything = sum(refundable.values(), ZERO)
    rest = everything if amount is None else amount
    if rest > everything:
        raise RefundTooLarge(everything)

    refunds = []
    for payment in payments:
        part = min(rest, refundable[payment.pk])
        if part > 0:
            refunds.append(
                begin_refund(
                    payment, amount=part, reason=reason, by=by, as_credit=as_credit
                )
            )
            rest -= part
    return refunds


@transaction.atomic
def begin_refund(
    payment: Payment,
    *,
    amount: Decimal,
    reason: str,
    by: str,
    as_credit: bool = False,
) -> Refund:
    """Write down that money goes back; a job carries it out.

    Two who do this at once wait for each other: together they never give back
    more than came in.
    """
    locked = Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)
    if amount > locked.refundable:
        raise RefundTooLarge(locked.refundable)

    refund = Refund.objects.create(
        payment=locked, amount=amount, reason=reason, by=by, as_credit=as_credit
    )
    enqueue("refund.carry_out", key=f"refund-{refund.key}", refund_id=refund.pk)
    return refund


@job("refund.carry_out", attempts=FOR_EVER)
def carry_out(*, refund_id: int) -> None:
    """Ask the provider to give the money back."""
    refund = Refund.objects.select_related("payment__order").get(pk=refund_id)
    if refund.status != Refund.Status.BEGUN:
        return
    provider = CREDIT if refund.as_credit else refund.payment.provider
    try:
        reference = provider_called(provider).refund(refund)
    except PaymentFailed as fault:
        unfinished = Refund.objects.filter(pk=refund.pk, status=Refund.Status.BEGUN)
        if fault.retry:
            unfinished.update(failure=fault.message)
            raise
        unfinished.update(failure=fault.message, status=Refund.Status.FAILED)
        return
    if reference:
        finish_refund(refund, reference=reference, by=provider)


@transaction.atomic
def finish_refund(refund: Refund, *, reference: str, by: str) -> None:
    """Book money that has gone back, once, whoever says so first.

    What the bank has sent back under this `reference` stays sent back.
    """
    rows = Refund.objects.filter(pk=refund.pk).exclude(status=Refund.Status.DONE)
    rows = rows.exclude(status=Refund.Status.FAILED, reference=reference)
    if not rows.update(status=Refund.Status.DONE, reference=reference, failure=""):
        return

    LedgerEntry.objects.create(
        payment=refund.payment,
        kind=LedgerEntry.Kind.REFUNDED,
        amount=refund.amount,
        reference=reference,
        at=timezone.now(),
        by=by,
    )
    refund.payment.order.record(
        OrderEvent.Kind.REFUNDED, by=by, amount=str(refund.amount), reason=refund.reason
    )


@transaction.atomic
def book_refund(payment: Payment, *, amount: Decimal, reference: str, by: str) -> None:
    """Book money that the provider gave back without us (in its own dashboard)."""
    Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)
    if payment.refunds.filter(reference=reference).exists():
        return
    refund = Refund.objects.create(
        payment=payment, amount=amount, reason="made at the provider", by=by
    )
    finish_refund(refund, reference=reference, by=by)


@transaction.atomic
def return_refund(refund: Refund, *, reference: str, failure: str, by: str) -> None:
    """Book money that had gone back and that the buyer's bank did not take: staff
    have to send it in another way. Told again, nothing happens."""
    told = {"status": Refund.Status.FAILED, "reference": reference}
    was_done = Refund.objects.filter(
        pk=refund.pk, status=Refund.Status.DONE, reference=reference
    )
    if was_done.update(**told, failure=failure[:300]):
        LedgerEntry.objects.create(
            payment=refund.payment,
            kind=LedgerEntry.Kind.REFUND_RETURNED,
            amount=refund.amount,
            reference=reference,
            at=timezone.now(),
            by=by,
        )
    else:
        begun = Refund.objects.filter(pk=refund.pk, status=Refund.Status.BEGUN)
        if not begun.update(**told, failure=failure[:300]):
            return
    refund.payment.order.record(
        OrderEvent.Kind.NOTE,
        by=by,
        about="refund_failed",
        amount=str(refund.amount),
        reason=failure,
    )
