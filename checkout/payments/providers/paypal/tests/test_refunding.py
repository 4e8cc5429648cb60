from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from checkout.payments.checking import check_payment
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.providers.paypal.client import write
from checkout.payments.providers.paypal.standin.events import signed
from checkout.payments.providers.paypal.testing import (
    Post,
    approve,
    begun,
    post_event,
)
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.registry import provider_called
from checkout.payments.refunding import RefundTooLarge, begin_refund, refund_order
from checkout.payments.standin.knobs import Fault, turn
from checkout.payments.standin.models import StandinObject
from shop.jobs.models import Job

RunJobs = Callable[[], int]


def paid(amount: str = "49.90", **fields: str) -> Payment:
    payment = begun(amount, **fields)
    approve(payment)
    check_payment(payment, by="return")
    payment.refresh_from_db()
    return payment


def given_back(payment: Payment) -> list[Decimal]:
    entries = LedgerEntry.objects.filter(payment=payment, kind="refunded")
    return [entry.amount for entry in entries.order_by("pk")]


def at_paypal() -> list[str]:
    refunds = StandinObject.objects.of("paypal_refund").order_by("created_at")
    return [one.data["amount"]["value"] for one in refunds]


def test_parts_go_back_until_all_is_given(standin: Post, run_jobs: RunJobs) -> None:
    payment = paid("49.90")

    for amount in ("10.00", "0.01", "39.89"):
        begin_refund(payment, amount=Decimal(amount), reason="returned", by="agent")
        run_jobs()

    assert given_back(payment) == [Decimal("10.00"), Decimal("0.01"), Decimal("39.89")]
    assert at_paypal() == ["10.00", "0.01", "39.89"]
    assert payment.refundable == 0
    capture = StandinObject.objects.of("paypal_capture").get()
    assert capture.data["status"] == "REFUNDED"
    with pytest.raises(RefundTooLarge):
        refund_order(payment.order, amount=Decimal("0.01"), reason="", by="agent")
    # asked again, the payment is still what it was
    check_payment(payment, by="poll")
    payment.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.ERROR])
def test_a_refund_whose_answer_is_lost_is_made_once(
    standin: Post, run_jobs: RunJobs, fault: Fault
) -> None:
    payment = paid()
    refund = begin_refund(payment, amount=Decimal("9.90"), reason="", by="agent")
    turn("paypal.captures.refund", fault, after=True, times=1)

    run_jobs()
    Job.objects.filter(name="refund.carry_out").update(run_at="2026-01-01T00:00Z")
    run_jobs()

    refund.refresh_from_db()
    assert refund.status == Refund.Status.DONE
    assert given_back(payment) == [Decimal("9.90")]
    assert at_paypal() == ["9.90"]


def test_what_is_given_back_at_paypal_is_booked_once(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = paid("49.90")
    capture = StandinObject.objects.of("paypal_capture").get()
    money = {"currency_code": "EUR", "value": "5.00"}

    made = write(
        f"/v2/payments/captures/{capture.pk}/refund", {"amount": money}, key="theirs"
    )
    run_jobs()
    begin_refund(payment, amount=Decimal("1.00"), reason="", by="agent")
    run_jobs()

    assert given_back(payment) == [Decimal("5.00"), Decimal("1.00")]
    assert payment.refunds.order_by("pk")[0].reference == made["id"]


def test_more_than_was_taken_does_not_go_back(standin: Post) -> None:
    payment = paid("49.90")
    refund = Refund.objects.create(payment=payment, amount=Decimal("50.00"), by="x")

    with pytest.raises(PaymentFailed) as failure:
        provider_called("paypal").refund(refund)

    assert not failure.value.retry
    assert failure.value.message == "PayPal gives back no more than it took."
    assert at_paypal() == []


def test_a_refund_that_paypal_does_not_finish_comes_back_to_the_books(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = paid("49.90")
    refund = begin_refund(payment, amount=Decimal("9.90"), reason="", by="agent")
    run_jobs()
    order = StandinObject.objects.of("paypal_order").get()
    order.data["purchase_units"][0]["payments"]["refunds"][0]["status"] = "FAILED"
    order.save(update_fields=["data"])
    event = next(text for text, _ in standin.sent if "REFUNDED" in text)
    failed = event.replace("PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.FAILED")
    failed = failed.replace('"WH-', '"WH-FAILED-')

    assert post_event(failed, signed(failed)) == 200
    run_jobs()

    refund.refresh_from_db()
    assert refund.status == Refund.Status.FAILED
    assert payment.refundable == Decimal("49.90")


def test_a_refund_in_a_currency_without_decimals(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = paid("4990", currency="JPY")

    begin_refund(payment, amount=Decimal(990), reason="", by="agent")
    run_jobs()

    assert at_paypal() == ["990"]
