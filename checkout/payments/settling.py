"""The only door through which news of money comes in."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import assert_never

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from catalog.stock.selling import OutOfStock, sell
from checkout.leaving.models import Visit
from checkout.leaving.noting import Trouble, note_trouble
from checkout.orders.models import Order, OrderEvent
from checkout.orders.promising import promise_from
from checkout.payments.models import LedgerEntry, Payment
from checkout.payments.owing import due_for, still_owed
from checkout.payments.providers.protocol import Finding, Risk
from checkout.payments.providers.registry import CREDIT, provider_called
from checkout.payments.refunding import begin_refund
from checkout.payments.stopping import stop_payments
from shop.jobs.queue import enqueue
from shop.money.amounts import ZERO

# what cancelling writes into its event when nobody paid in time
UNPAID = "unpaid"
# a direct debit is known to have failed within this, and what a buyer then has
A_BANK_TAKES = timedelta(days=14)
TO_PAY_AGAIN = timedelta(days=2)
# before the provider lets go of what it has secured
LAST_MOMENT = timedelta(days=1)


@transaction.atomic
def settle(payment: Payment, finding: Finding, *, by: str) -> None:
    """Bring a payment and its order to what its provider found.

    In any order, any number of times, from any number of callers: a movement of
    money is booked once, and the order moves once.
    """
    # whoever needs both rows locks the order first
    order = Order.objects.select_for_update(no_key=True).get(pk=payment.order_id)
    payment = Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)
    payment.order = order
    if finding.reference and not payment.reference:
        Payment.objects.filter(pk=payment.pk).update(reference=finding.reference)
    if finding.risk:
        _keep_risk(payment, finding.risk)

    match finding.status:
        case Payment.Status.CAPTURED:
            _capture(payment, finding, by=by)
        case Payment.Status.AUTHORISED:
            _secure(payment, finding, by=by)
        case Payment.Status.FAILED | Payment.Status.CANCELLED:
            _give_up(payment, finding, by=by)
        case Payment.Status.BEGUN | Payment.Status.PENDING:
            _wait(payment, finding, by=by)
        case _:
            assert_never(finding.status)


@transaction.atomic
def settle_remittance(
    payment: Payment, *, amount: Decimal, movement: str, by: str
) -> Decimal:
    """Book what a carrier brings of the money it was paid at the door, once for each
    `movement`. Returns how much of it was ours: the rest it will want back.

    The buyer owes nothing for what the carrier keeps. Who brings all of it says that
    the buyer has paid, even where nobody has told us of the delivery.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=payment.order_id)
    payment = Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)
    payment.order = order
    kind = LedgerEntry.Kind.REMITTED
    if booked := payment.entries.filter(kind=kind, reference=movement).first():
        return booked.amount
    ours = min(amount, payment.due - payment.balance(kind))
    if ours <= 0:
        return ZERO
    payment.entries.create(
        kind=kind, amount=ours, reference=movement, at=timezone.now(), by=by
    )
    if payment.balance(kind) >= payment.due:
        # the same movement as the news of the delivery: it is booked once
        found = Finding(Payment.Status.CAPTURED, captured=payment.amount)
        _capture(payment, found, by=by)
    return ours


def paid_for(order: Order) -> Decimal:
    """What has come in for an order and has neither been given nor promised back."""
    return sum((payment.refundable for payment in order.payments.all()), ZERO)


def _keep_risk(payment: Payment, risk: Risk) -> None:
    Payment.objects.filter(pk=payment.pk).update(
        risk_level=risk.level[:20], risk_score=risk.score, risk_reason=risk.reason[:300]
    )


def _secure(payment: Payment, finding: Finding, *, by: str) -> None:
    """Money that is ours to take confirms an order as if it had come; it is no capture
    and not in the ledger."""
    order, until = payment.order, finding.secured_until
    if not payment.move_to(Payment.Status.AUTHORISED, secured_until=until, failure=""):
        if payment.status == Payment.Status.CANCELLED:
            enqueue(
                "payment.cancel", key=f"release-{payment.key}", payment_id=payment.pk
            )
        return
    _keep_for_next_time(payment)
    if payment.charged_by:
        enqueue(
            "payment.hold_ends",
            key=f"hold-ends-{payment.key}",
            run_at=payment.charged_by,
            payment_id=payment.pk,
        )
    if order.status == Order.Status.CANCELLED:
        stop_payments(order)
        return
    order.record(OrderEvent.Kind.AUTHORISED, by=by, amount=str(payment.due))
    if order.status == Order.Status.PLACED and still_owed(order) <= 0:
        promise_from(order, now=timezone.now())
        order.move_to(Order.Status.CONFIRMED, by=by)


def _give_up(payment: Payment, finding: Finding, *, by: str) -> None:
    was_secured = payment.status == Payment.Status.AUTHORISED
    is_failed = finding.status == Payment.Status.FAILED
    changes = {"failure": finding.failure} if is_failed else {}
    if not payment.move_to(finding.status, **changes):
        return
    if was_secured and payment.order.status != Order.Status.CANCELLED:
        payment.order.record(
            OrderEvent.Kind.CAPTURE_FAILED, by=by, failure=finding.failure
        )
    elif is_failed:
        _tell_of_failure(payment, finding, by=by)


def _wait(payment: Payment, finding: Finding, *, by: str) -> None:
    payment.move_to(Payment.Status.PENDING)
    if not payment.is_in_progress:
        return
    was_processing = _follow_the_bank(payment, finding)
    if payment.failure == finding.failure:
        return
    Payment.objects.filter(pk=payment.pk).update(failure=finding.failure)
    if finding.failure:
        _tell_of_failure(payment, finding, by=by, is_late=was_processing)


def _follow_the_bank(payment: Payment, finding: Finding) -> bool:
    """What a bank is carrying out is waited for longer; when it fails, the buyer gets
    time to pay in another way. Returns whether it was under way before."""
    was_processing = payment.is_processing
    if was_processing != finding.is_processing and payment.due_at:
        patience = A_BANK_TAKES if finding.is_processing else TO_PAY_AGAIN
        Payment.objects.filter(pk=payment.pk).update(
            is_processing=finding.is_processing, due_at=timezone.now() + patience
        )
    return was_processing


def _tell_of_failure(
    payment: Payment, finding: Finding, *, by: str, is_late: bool = False
) -> None:
    """`is_late` when the buyer has long left and has to hear of it by mail."""
    order = payment.order
    if order.cart_id:
        declined = Trouble(Visit.Trouble.DECLINED, payment.provider)
        # a figure that cannot be written stops no money
        transaction.on_commit(
            partial(note_trouble, order.cart_id, declined), robust=True
        )
    if order.status == Order.Status.PLACED:
        late = {"is_late": True} if is_late else {}
        order.record(
            OrderEvent.Kind.PAYMENT_FAILED, by=by, failure=finding.failure, **late
        )


def _capture(payment: Payment, finding: Finding, *, by: str) -> None:
    _, is_news = LedgerEntry.objects.get_or_create(
        payment=payment,
        kind=LedgerEntry.Kind.CAPTURED,
        reference=finding.movement or f"{finding.captured.normalize():f}",
        defaults={"amount": finding.captured, "at": timezone.now(), "by": by},
    )
    if not is_news:
        return
    if payment.balance(LedgerEntry.Kind.CAPTURED) >= payment.due:
        payment.move_to(Payment.Status.CAPTURED, failure="")
        _keep_for_next_time(payment)
    else:
        payment.move_to(Payment.Status.PENDING, failure="")

    order = payment.order
    if order.status == Order.Status.CANCELLED:
        _take_back_or_refund(payment, by=by)
    else:
        _take(payment, finding.captured, by=by)


def _keep_for_next_time(payment: Payment) -> None:
    if payment.wants_keeping:
        enqueue("saved.keep", key=f"keep-{payment.key}", payment_id=payment.pk)


def _take(payment: Payment, amount: Decimal, *, by: str) -> None:
    """Let the money count for a living order."""
    order = payment.order
    paid, due = paid_for(order), due_for(order)
    if paid < due:
        # a gift card is meant to pay a part
        if payment.provider != CREDIT:
            _note(order, "paid_too_little", paid, by=by)
            _ask_for_the_rest(payment, due - paid, by=by)
        return

    if paid - amount < due:
        order.record(OrderEvent.Kind.PAID, by=by, amount=str(amount))
        if order.status == Order.Status.PLACED:
            promise_from(order, now=timezone.now())
            order.move_to(Order.Status.CONFIRMED, by=by)
        stop_payments(order)
    _give_back_surplus(payment, by=by)


def _ask_for_the_rest(payment: Payment, missing: Decimal, *, by: str) -> None:
    """Whoever sent the money on their own can send the rest."""
    is_by_hand = not provider_called(payment.provider).is_remote
    is_short = payment.status == Payment.Status.PENDING
    if is_by_hand and is_short and payment.order.status == Order.Status.PLACED:
        payment.order.record(OrderEvent.Kind.PAID_IN_PART, by=by, missing=str(missing))


def _take_back_or_refund(payment: Payment, *, by: str) -> None:
    """Money for a cancelled order: make good the sale if we can, else give it back."""
    order = payment.order
    is_paid = paid_for(order) >= order.total
    was_waited_for = is_paid and _was_cancelled_unpaid(order)
    if was_waited_for and _sell_again(order):
        order.record(OrderEvent.Kind.PAID, by=by, amount=str(payment.refundable))
        promise_from(order, now=timezone.now())
        order.take_back(by=by, after_cancellation=True)
        _give_back_surplus(payment, by=by)
        return

    # the goods of an order that was waited for have been sold to somebody else
    order.record(
        OrderEvent.Kind.PAID_LATE,
        by=by,
        amount=str(payment.refundable),
        is_sold_out=was_waited_for,
    )
    begin_refund(
        payment, amount=payment.refundable, reason="paid after cancellation", by=by
    )


def _give_back_surplus(payment: Payment, *, by: str) -> None:
    order = payment.order
    paid = paid_for(order)
    surplus = min(paid - due_for(order), payment.refundable)
    if surplus > 0:
        _note(order, "paid_too_much", paid, by=by)
        begin_refund(payment, amount=surplus, reason="surplus", by=by)


def _was_cancelled_unpaid(order: Order) -> bool:
    last = (
        order.events.filter(kind=OrderEvent.Kind.CANCELLED)
        .order_by("-at", "-pk")
        .first()
    )
    return last is not None and last.data.get("reason") == UNPAID


def _sell_again(order: Order) -> bool:
    lines = order.lines.values("variant").annotate(quantity=Sum("quantity"))
    quantities = {
        line["variant"]: line["quantity"] for line in lines.order_by("variant")
    }
    try:
        with transaction.atomic():
            sell(
                quantities,
                holder=None,
                reference=order.number,
                now=timezone.now(),
                destination=order.country,
            )
    except OutOfStock:
        return False
    return True


def _note(order: Order, about: str, amount: Decimal, *, by: str) -> None:
    """Tell staff what the machine did with money that did not fit."""
    order.record(
        OrderEvent.Kind.NOTE,
        by=by,
        about=about,
        amount=str(amount),
        total=str(order.total),
    )
