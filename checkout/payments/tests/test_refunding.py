from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from unittest.mock import patch

import pytest

from checkout.orders.models import Order
from checkout.payments.models import LedgerEntry, Refund
from checkout.payments.providers.bank_transfer.provider import BankTransfer
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.receiving import mark_received
from checkout.payments.refunding import (
    RefundTooLarge,
    begin_refund,
    book_refund,
    finish_refund,
    refund_order,
)
from checkout.testing import make_order

pytestmark = pytest.mark.django_db


def make_paid_order() -> Order:
    order = make_order()
    mark_received(order.payments.get(), by="marta", amount=order.total)
    order.refresh_from_db()
    return order


def test_whole_order_goes_back() -> None:
    order = make_paid_order()

    refunds = refund_order(order, reason="broken", by="marta")

    assert [refund.amount for refund in refunds] == [Decimal("14.90")]
    assert refunds[0].status == Refund.Status.BEGUN


def test_no_more_goes_back_than_came_in() -> None:
    order = make_paid_order()
    refund_order(order, amount=Decimal("10.00"), reason="one cup", by="marta")

    with pytest.raises(RefundTooLarge) as refusal:
        refund_order(order, amount=Decimal("4.91"), reason="more", by="marta")

    assert refusal.value.refundable == Decimal("4.90")
    assert Refund.objects.get().amount == Decimal("10.00")


def test_a_payment_gives_back_no_more_than_it_brought() -> None:
    payment = make_paid_order().payments.get()
    begin_refund(payment, amount=Decimal("10.00"), reason="one cup", by="marta")

    with pytest.raises(RefundTooLarge):
        begin_refund(payment, amount=Decimal("4.91"), reason="more", by="marta")

    assert Refund.objects.get().amount == Decimal("10.00")


def test_order_that_is_not_paid_has_nothing_to_give_back() -> None:
    assert refund_order(make_order(), reason="asked", by="marta") == []


def test_refund_is_carried_out_by_a_job(run_jobs: Callable[[], int]) -> None:
    order = make_paid_order()
    refund_order(order, reason="broken", by="marta")

    with patch.object(BankTransfer, "refund", return_value="re_1") as refund:
        run_jobs()
        run_jobs()

    assert refund.call_count == 1
    assert Refund.objects.get().status == Refund.Status.DONE
    entry = LedgerEntry.objects.get(kind=LedgerEntry.Kind.REFUNDED)
    assert (entry.amount, entry.reference) == (Decimal("14.90"), "re_1")
    assert order.events.get(kind="refunded").data["amount"] == "14.900"


def test_provider_that_is_away_is_asked_again(run_jobs: Callable[[], int]) -> None:
    refund_order(make_paid_order(), reason="broken", by="marta")

    away = PaymentFailed("Not now.", retry=True)
    with patch.object(BankTransfer, "refund", side_effect=away):
        run_jobs()

    refund = Refund.objects.get()
    assert (refund.status, refund.failure) == (Refund.Status.BEGUN, "Not now.")


def test_refused_refund_says_why_and_frees_the_amount(
    run_jobs: Callable[[], int],
) -> None:
    order = make_paid_order()
    refund_order(order, reason="broken", by="marta")

    closed = PaymentFailed("The account is closed.", retry=False)
    with patch.object(BankTransfer, "refund", side_effect=closed):
        run_jobs()

    refund = Refund.objects.get()
    assert (refund.status, refund.failure) == (
        Refund.Status.FAILED,
        "The account is closed.",
    )
    assert order.payments.get().refundable == order.total


def test_transfer_back_waits_until_staff_have_made_it(
    run_jobs: Callable[[], int],
) -> None:
    [refund] = refund_order(make_paid_order(), reason="broken", by="marta")
    run_jobs()
    assert Refund.objects.get().status == Refund.Status.BEGUN

    finish_refund(refund, reference="bank 77", by="marta")
    finish_refund(refund, reference="bank 77", by="marta")

    assert LedgerEntry.objects.get(kind=LedgerEntry.Kind.REFUNDED).by == "marta"


def test_refund_made_at_the_provider_is_booked_once() -> None:
    order = make_paid_order()
    payment = order.payments.get()

    for _ in range(2):
        book_refund(payment, amount=Decimal("5.00"), reference="re_9", by="stripe")

    assert payment.refundable == Decimal("9.90")
    assert order.events.filter(kind="refunded").count() == 1
