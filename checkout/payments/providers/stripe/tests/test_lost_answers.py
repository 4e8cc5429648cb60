"""Answers of Stripe that never reached us, also once it has forgotten our keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.utils import timezone

from checkout.orders.models import Order
from checkout.payments.checking import check_payment, close_payment
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.providers.registry import provider_called
from checkout.payments.providers.stripe.intents import make_intent, read_intent
from checkout.payments.providers.stripe.testing import (
    Post,
    confirm,
    make_card_payment,
)
from checkout.payments.standin.models import StandinObject
from checkout.payments.starting import begin_payment
from checkout.payments.stopping import stop_payments
from shop.jobs.models import Job

pytestmark = pytest.mark.django_db

provider = provider_called("stripe")
URL = "http://localhost:8000/en/orders/x/payment/"


def lost_call(*, age: timedelta = timedelta(0)) -> tuple[Payment, str]:
    """A payment whose intent exists at Stripe while we know nothing of it."""
    payment = make_card_payment()
    intent = make_intent(payment)
    if age:
        Payment.objects.update(created_at=timezone.now() - age)
        StandinObject.objects.of("key").delete()
    payment.refresh_from_db()
    return payment, intent.id


@pytest.mark.parametrize("age", [timedelta(0), timedelta(hours=30)])
def test_a_payment_is_begun_once_however_late(standin: Post, age: timedelta) -> None:
    payment, reference = lost_call(age=age)

    begun = begin_payment(payment, return_url=URL)

    assert begun.reference == reference
    assert StandinObject.objects.of("payment_intent").count() == 1


@pytest.mark.parametrize("age", [timedelta(0), timedelta(hours=30)])
def test_money_of_a_lost_call_is_found_by_asking(standin: Post, age: timedelta) -> None:
    payment, reference = lost_call(age=age)
    confirm(reference)

    check_payment(payment, by="poll")

    payment.refresh_from_db()
    payment.order.refresh_from_db()
    assert (payment.status, payment.reference) == (Payment.Status.CAPTURED, reference)
    assert payment.order.status == Order.Status.CONFIRMED


@pytest.mark.parametrize("age", [timedelta(0), timedelta(hours=30)])
def test_what_was_begun_without_our_knowledge_is_closed_too(
    standin: Post, age: timedelta
) -> None:
    payment, reference = lost_call(age=age)
    stop_payments(payment.order)
    payment.refresh_from_db()

    assert close_payment(payment, by="shop")

    assert read_intent(reference).status == "canceled"


def test_what_was_never_begun_is_not_begun_in_order_to_be_closed(
    standin: Post,
) -> None:
    payment = make_card_payment()
    stop_payments(payment.order)
    payment.refresh_from_db()

    assert close_payment(payment, by="shop")
    check_payment(payment, by="shop")

    assert not StandinObject.objects.of("payment_intent").exists()


def test_a_search_that_lags_is_asked_once_more(
    standin: Post, run_jobs: Callable[[], int]
) -> None:
    payment, reference = lost_call()
    stop_payments(payment.order)
    with patch(f"{provider.__module__}.find_intent", return_value=""):
        run_jobs()
    assert read_intent(reference).status == "requires_payment_method"

    Job.objects.filter(key=f"cancel-again-{payment.key}").update(run_at=timezone.now())
    run_jobs()

    assert read_intent(reference).status == "canceled"


def test_a_refund_whose_answer_was_lost_is_found_a_week_later(
    standin: Post, run_jobs: Callable[[], int]
) -> None:
    payment = make_card_payment()
    begin_payment(payment, return_url=URL)
    confirm(payment.reference)
    check_payment(payment, by="return")
    refund = Refund.objects.create(payment=payment, amount=Decimal(9), by="marta")
    reference = provider.refund(refund)
    StandinObject.objects.of("key").delete()
    Refund.objects.update(created_at=timezone.now() - timedelta(days=7))
    refund.refresh_from_db()

    assert provider.refund(refund) == reference


def test_money_of_a_second_intent_for_one_payment_goes_back(
    standin: Post, run_jobs: Callable[[], int]
) -> None:
    payment, first = lost_call()
    StandinObject.objects.of("key").delete()
    begin_payment(payment, return_url=URL)
    assert payment.reference != first
    confirm(payment.reference)
    confirm(first)

    run_jobs()

    payment.order.refresh_from_db()
    entries = LedgerEntry.objects.order_by("payment", "pk")
    assert payment.order.status == Order.Status.CONFIRMED
    assert [(e.payment.reference, e.kind, e.amount) for e in entries] == [
        (payment.reference, "captured", Decimal("49.90")),
        (first, "captured", Decimal("49.90")),
        (first, "refunded", Decimal("49.90")),
    ]
