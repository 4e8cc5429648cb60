from __future__ import annotations

import json
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
import stripe
from django.test import Client

from checkout.orders.models import Order
from checkout.payments.checking import check_payment
from checkout.payments.models import LedgerEntry, Payment, ProviderEvent
from checkout.payments.providers.registry import provider_called
from checkout.payments.providers.stripe.client import stripe_client
from checkout.payments.providers.stripe.standin.events import sign
from checkout.payments.providers.stripe.testing import (
    Post,
    confirm,
    make_card_payment,
    post_event,
)
from checkout.payments.standin.models import StandinObject
from checkout.payments.starting import begin_payment

RunJobs = Callable[[], int]


def begun(amount: str = "49.90") -> Payment:
    payment = make_card_payment(amount)
    begin_payment(payment, return_url="http://localhost:8000/en/")
    return payment


def kinds(order: Order) -> list[str]:
    return list(order.events.order_by("pk").values_list("kind", flat=True))


def captures(payment: Payment) -> list[Decimal]:
    entries = LedgerEntry.objects.filter(payment=payment, kind="captured")
    return [entry.amount for entry in entries]


def test_a_webhook_alone_confirms_the_order(standin: Post, run_jobs: RunJobs) -> None:
    payment = begun("49.90")
    confirm(payment.reference)

    run_jobs()

    payment.refresh_from_db()
    payment.order.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert payment.order.status == Order.Status.CONFIRMED
    assert kinds(payment.order) == ["paid", "confirmed"]
    assert captures(payment) == [Decimal("49.90")]
    assert not ProviderEvent.objects.filter(settled_at=None).exists()


def test_repeated_events_are_answered_and_settled_once(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = begun()
    confirm(payment.reference)
    run_jobs()
    stored = ProviderEvent.objects.count()

    for payload, signature in list(standin.sent) * 2:
        assert post_event(payload, signature) == 200
    run_jobs()

    assert ProviderEvent.objects.count() == stored
    assert kinds(payment.order) == ["paid", "confirmed"]
    assert captures(payment) == [Decimal("49.90")]


def test_events_may_come_in_the_wrong_order(standin: Post, run_jobs: RunJobs) -> None:
    payment = begun()
    with pytest.raises(stripe.CardError):
        confirm(payment.reference, "pm_card_visa_chargeDeclined")
    confirm(payment.reference)
    standin.is_lost = True
    run_jobs()
    standin.is_lost = False

    for event in reversed(stand_in_events()):
        assert post_event(event, sign(event)) == 200
    run_jobs()

    payment.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert kinds(payment.order) == ["paid", "confirmed"]
    assert captures(payment) == [Decimal("49.90")]


def test_the_redirect_after_the_webhook_changes_nothing(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = begun()
    confirm(payment.reference)
    run_jobs()

    check_payment(payment, by="return")

    assert kinds(payment.order) == ["paid", "confirmed"]
    assert captures(payment) == [Decimal("49.90")]


def test_the_webhook_after_the_redirect_changes_nothing(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = begun()
    confirm(payment.reference)
    check_payment(payment, by="return")

    run_jobs()

    assert kinds(payment.order) == ["paid", "confirmed"]
    assert captures(payment) == [Decimal("49.90")]


def test_an_event_that_overtakes_our_own_answer_finds_its_payment(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = make_card_payment("49.90")
    intent = provider_called("stripe").begin(payment, return_url="http://localhost/")
    confirm(intent.reference)

    run_jobs()

    payment.refresh_from_db()
    assert payment.reference == intent.reference
    assert payment.status == Payment.Status.CAPTURED
    assert captures(payment) == [Decimal("49.90")]


def test_a_decline_is_written_down_once(standin: Post, run_jobs: RunJobs) -> None:
    payment = begun()
    with pytest.raises(stripe.CardError):
        confirm(payment.reference, "pm_card_visa_chargeDeclined")

    run_jobs()

    payment.refresh_from_db()
    assert payment.status == Payment.Status.PENDING
    assert payment.failure.startswith("Your bank declined the payment.")
    assert kinds(payment.order) == ["payment_failed"]


@pytest.mark.parametrize(
    "signature",
    ["", "t=1,v1=00", "nonsense", "t=x,v1=00", sign("{}"), "t=1", "v1=é"],
    # a signature carries the time: without names, two workers collect two tests
    ids=["none", "old", "nonsense", "no-time", "of-another", "no-hash", "not-ascii"],
)
def test_what_is_not_signed_by_stripe_is_refused(db: None, signature: str) -> None:
    status = post_event('{"id": "evt_1", "type": "charge.refunded"}', signature)

    assert status == 400
    assert ProviderEvent.objects.count() == 0


def test_an_old_signature_is_refused(db: None) -> None:
    event = json.dumps({"id": "evt_1", "type": "payment_intent.succeeded", "data": {}})

    assert post_event(event, sign(event, at=int(time.time()) - 400)) == 400
    assert ProviderEvent.objects.count() == 0


def test_a_changed_event_is_refused(db: None) -> None:
    event = json.dumps({"id": "evt_1", "type": "payment_intent.succeeded"})

    assert post_event(event.replace("evt_1", "evt_2"), sign(event)) == 400
    assert ProviderEvent.objects.count() == 0


def test_bytes_that_are_no_text_are_refused(db: None) -> None:
    response = Client().post("/hooks/stripe/", b"\xff\xfe", content_type="text/plain")

    assert response.status_code == 400


def test_only_posts_are_heard(db: None) -> None:
    assert Client().get("/hooks/stripe/").status_code == 405


def test_what_we_do_not_listen_for_is_answered_and_dropped(db: None) -> None:
    event = json.dumps({"id": "evt_1", "type": "customer.created", "data": {}})

    assert post_event(event, sign(event)) == 200
    assert ProviderEvent.objects.count() == 0


def test_a_payment_of_another_shop_on_the_same_account_is_let_be(
    standin: Post, run_jobs: RunJobs
) -> None:
    params: stripe.params.PaymentIntentCreateParams = {"amount": 500, "currency": "eur"}
    intent = stripe_client().v1.payment_intents.create(params)
    confirm(intent.id)

    run_jobs()

    assert Payment.objects.count() == 0
    assert ProviderEvent.objects.get().settled_at is not None


def stand_in_events() -> list[str]:
    told = StandinObject.objects.of("event").order_by("created_at")
    return [json.dumps(event.data) for event in told]
