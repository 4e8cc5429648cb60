"""Ways of paying beside cards: a wallet, a bank to go to, a debit that takes time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import stripe
from django.core import mail
from django.test import Client
from django.utils import timezone

from checkout.flow.cancelling import cancel_order
from checkout.payments.models import Payment
from checkout.payments.owing import is_under_way
from checkout.payments.providers.stripe.client import stripe_client
from checkout.payments.providers.stripe.testing import Post, make_card_payment
from checkout.payments.starting import begin_payment
from checkout.payments.switching import ways_for
from checkout.testing import make_shop
from shop.jobs.models import Job

RunJobs = Callable[[], int]
GOOD, FAILING = "DE89370400440532013000", "DE62370400440532013001"


def begun(**fields: Any) -> Payment:
    due = timezone.now() + timedelta(hours=1)
    payment = make_card_payment("49.90", due_at=due, **fields)
    begin_payment(payment, return_url="https://shop.test/")
    payment.refresh_from_db()
    return payment


def pay(payment: Payment, kind: str, **details: Any) -> stripe.PaymentIntent:
    params: Any = {
        "payment_method_data": {"type": kind, **details},
        "return_url": "http://localhost:8000/en/",
    }
    return stripe_client().v1.payment_intents.confirm(payment.reference, params)


def debit(payment: Payment, iban: str) -> stripe.PaymentIntent:
    return pay(payment, "sepa_debit", sepa_debit={"iban": iban})


def end_of_debit(run_jobs: RunJobs) -> None:
    Job.objects.filter(name="stripe_standin.debit").update(run_at=timezone.now())
    run_jobs()


def test_a_wallet_pays_at_once(standin: Post, run_jobs: RunJobs) -> None:
    payment = begun()

    assert pay(payment, "link").status == "succeeded"
    run_jobs()

    payment.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED


@pytest.mark.parametrize(
    ("outcome", "status"), [("complete", "captured"), ("fail", "pending")]
)
def test_a_bank_sends_the_buyer_back_with_the_truth(
    standin: Post, run_jobs: RunJobs, outcome: str, status: str
) -> None:
    payment = begun()
    intent = pay(payment, "ideal")
    assert intent.next_action is not None

    page = Client().get(f"/standin/stripe/3ds/{intent.id}/")
    back = Client().post(f"/standin/stripe/3ds/{intent.id}/", {"outcome": outcome})
    run_jobs()

    payment.refresh_from_db()
    assert "card that ends in" not in page.content.decode()
    assert back.status_code == 302
    assert payment.status == status
    assert bool(payment.failure) == (outcome == "fail")


def test_a_debit_is_waited_for_and_nobody_is_asked_to_pay_twice(
    standin: Post, run_jobs: RunJobs
) -> None:
    make_shop()
    payment = begun()

    assert debit(payment, GOOD).status == "processing"
    run_jobs()

    payment.refresh_from_db()
    order = payment.order
    assert (payment.status, payment.is_processing) == ("pending", True)
    assert payment.due_at is not None
    assert payment.due_at > timezone.now() + timedelta(days=13)
    assert is_under_way(order)
    assert ways_for(order) == []
    page = Client().get(f"/en/orders/{order.token}/").content.decode()
    assert "Your bank is carrying out the payment" in page
    assert "Pay now" not in page
    assert Client().get(f"/en/orders/{order.token}/payment/").status_code == 302


def test_a_debit_that_succeeds_confirms_the_order(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = begun()
    debit(payment, GOOD)
    run_jobs()

    end_of_debit(run_jobs)

    payment.refresh_from_db()
    payment.order.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert payment.order.status == "confirmed"


def test_a_debit_that_fails_later_is_told_by_mail_and_can_be_paid_anew(
    standin: Post, run_jobs: RunJobs
) -> None:
    make_shop()
    payment = begun()
    debit(payment, FAILING)
    run_jobs()
    mail.outbox.clear()

    end_of_debit(run_jobs)

    payment.refresh_from_db()
    order = payment.order
    assert (payment.status, payment.is_processing) == ("pending", False)
    assert payment.due_at is not None
    left = payment.due_at - timezone.now()
    assert timedelta(days=1) < left < timedelta(days=2, seconds=1)
    [told] = mail.outbox
    assert "failed" in told.subject
    assert f"/orders/{order.token}/payment/" in told.body
    assert ways_for(order) != []


def test_a_card_that_is_declined_at_once_is_no_mail(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = begun()
    intents = stripe_client().v1.payment_intents
    with pytest.raises(stripe.CardError):
        intents.confirm(
            payment.reference, {"payment_method": "pm_card_visa_chargeDeclined"}
        )

    run_jobs()

    assert payment.order.events.filter(kind="payment_failed").count() == 1
    assert mail.outbox == []


def test_an_order_cancelled_while_the_bank_works_is_refunded_when_it_pays(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = begun()
    debit(payment, GOOD)
    run_jobs()
    cancel_order(payment.order, by="customer", reason="changed my mind")
    run_jobs()

    end_of_debit(run_jobs)

    payment.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert payment.refundable == 0
    assert [refund.status for refund in payment.refunds.all()] == ["done"]


@pytest.mark.parametrize("kind", ["ideal", "sepa_debit"])
def test_what_cannot_be_secured_first_is_refused(standin: Post, kind: str) -> None:
    payment = begun(captures_later=True)

    with pytest.raises(stripe.InvalidRequestError, match="manual capture"):
        pay(payment, kind)


def test_an_unknown_account_is_refused(standin: Post) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="IBAN"):
        debit(begun(), "LV80BANK0000435195001")
