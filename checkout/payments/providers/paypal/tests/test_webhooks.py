from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from checkout.orders.models import Order, OrderEvent
from checkout.payments.checking import check_payment
from checkout.payments.models import LedgerEntry, Payment, ProviderEvent
from checkout.payments.providers.paypal.disputes import dispute_in
from checkout.payments.providers.paypal.standin import captures
from checkout.payments.providers.paypal.standin.events import signed, tell
from checkout.payments.providers.paypal.testing import (
    Post,
    approve,
    begun,
    make_paypal_payment,
    post_event,
)
from checkout.payments.providers.registry import provider_called
from checkout.payments.standin.knobs import Fault, turn
from checkout.payments.standin.models import StandinObject

RunJobs = Callable[[], int]


def kinds(order: Order) -> list[str]:
    return list(order.events.order_by("pk").values_list("kind", flat=True))


def captured(payment: Payment) -> list[Decimal]:
    entries = LedgerEntry.objects.filter(payment=payment, kind="captured")
    return [entry.amount for entry in entries]


def an_event(kind: str = "PAYMENT.CAPTURE.COMPLETED", **changes: object) -> str:
    event = {"id": "WH-1", "event_type": kind, "resource": {}}
    return json.dumps(event | changes)


def test_webhooks_alone_confirm_the_order(standin: Post, run_jobs: RunJobs) -> None:
    payment = begun("49.90")
    approve(payment)

    run_jobs()

    payment.refresh_from_db()
    payment.order.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert payment.order.status == Order.Status.CONFIRMED
    assert kinds(payment.order) == ["paid", "confirmed"]
    assert captured(payment) == [Decimal("49.90")]
    assert not ProviderEvent.objects.filter(settled_at=None).exists()


def test_repeated_events_are_answered_and_settled_once(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = begun("49.90")
    approve(payment)
    run_jobs()
    stored = ProviderEvent.objects.count()

    for payload, headers in list(standin.sent) * 2:
        assert post_event(payload, headers) == 200
    run_jobs()

    assert ProviderEvent.objects.count() == stored == 2
    assert kinds(payment.order) == ["paid", "confirmed"]
    assert captured(payment) == [Decimal("49.90")]


def test_events_may_come_in_the_wrong_order(standin: Post, run_jobs: RunJobs) -> None:
    payment = begun("49.90")
    approve(payment, "declined")
    check_payment(payment, by="return")
    approve(payment)
    check_payment(payment, by="return")
    standin.is_lost = True
    run_jobs()
    standin.is_lost = False

    told = StandinObject.objects.of("paypal_event").order_by("-created_at")
    events = [json.dumps(event.data) for event in told]
    assert len(events) == 3
    for event in events:
        assert post_event(event, signed(event)) == 200
    run_jobs()

    payment.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert kinds(payment.order) == ["payment_failed", "paid", "confirmed"]
    assert captured(payment) == [Decimal("49.90")]


@pytest.mark.parametrize("is_first", ["webhook", "redirect"])
def test_webhook_and_redirect_take_the_money_once(
    standin: Post, run_jobs: RunJobs, is_first: str
) -> None:
    payment = begun("49.90")
    approve(payment)

    for first in (is_first == "webhook", is_first == "redirect"):
        if first:
            run_jobs()
        else:
            check_payment(payment, by="return")

    assert kinds(payment.order) == ["paid", "confirmed"]
    assert captured(payment) == [Decimal("49.90")]
    assert StandinObject.objects.of("paypal_capture").count() == 1


def test_an_event_that_overtakes_our_own_answer_finds_its_payment(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = make_paypal_payment("49.90")
    made = provider_called("paypal").begin(payment, return_url="http://localhost/")
    payment.reference = made.reference
    approve(payment)

    run_jobs()

    payment.refresh_from_db()
    assert payment.reference == made.reference
    assert payment.status == Payment.Status.CAPTURED
    assert captured(payment) == [Decimal("49.90")]


@pytest.mark.parametrize(
    "fault", [Fault.REPEAT, Fault.FORGE, Fault.DELAY, Fault.DROP, Fault.SHUFFLE]
)
def test_post_that_goes_astray_changes_nothing_in_the_end(
    standin: Post, run_jobs: RunJobs, fault: Fault
) -> None:
    payment = begun("49.90")
    turn("paypal.webhooks.CHECKOUT.ORDER.APPROVED", fault, seconds=30)
    approve(payment)
    run_jobs()
    check_payment(payment, by="poll")
    run_jobs()

    assert kinds(payment.order) == ["paid", "confirmed"]
    assert captured(payment) == [Decimal("49.90")]


def test_what_we_do_not_listen_for_is_answered_and_dropped(standin: Post) -> None:
    event = an_event("BILLING.PLAN.CREATED")

    assert post_event(event, signed(event)) == 200
    assert ProviderEvent.objects.count() == 0


def test_only_posts_are_heard(db: None) -> None:
    assert Client().get("/hooks/paypal/").status_code == 405


def test_a_payment_of_another_shop_on_the_same_account_is_let_be(
    standin: Post, run_jobs: RunJobs
) -> None:
    elsewhere = {
        "id": "CAPTURE1",
        "custom_id": "order 7",
        "supplementary_data": {"related_ids": {"order_id": "ORDER1"}},
    }
    tell("PAYMENT.CAPTURE.COMPLETED", "capture", elsewhere)

    run_jobs()

    assert Payment.objects.count() == 0
    assert ProviderEvent.objects.get().settled_at is not None


def test_staff_hear_of_a_dispute_once(standin: Post, run_jobs: RunJobs) -> None:
    payment = begun("49.90")
    approve(payment)
    run_jobs()
    capture = StandinObject.objects.of("paypal_capture").get()
    captures.dispute(capture.pk, reason="MERCHANDISE_OR_SERVICE_NOT_RECEIVED")
    run_jobs()
    for payload, headers in list(standin.sent):
        post_event(payload, headers)
    run_jobs()

    note = payment.order.events.get(kind=OrderEvent.Kind.NOTE)
    dispute = payment.disputes.get()
    assert note.data == {
        "about": "dispute_needs_response",
        "amount": "49.90",
        "dispute": dispute.pk,
    }
    assert dispute.reason == "MERCHANDISE_OR_SERVICE_NOT_RECEIVED"


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"status": "OPEN", "dispute_life_cycle_stage": "INQUIRY"}, "inquiry"),
        ({"status": "WAITING_FOR_SELLER_RESPONSE"}, "needs_response"),
        ({"status": "UNDER_REVIEW"}, "under_review"),
        ({"status": "SOMETHING_NEW"}, "needs_response"),
        (
            {
                "status": "RESOLVED",
                "dispute_outcome": {"outcome_code": "RESOLVED_BUYER_FAVOUR"},
            },
            "lost",
        ),
        (
            {
                "status": "RESOLVED",
                "dispute_outcome": {"outcome_code": "RESOLVED_SELLER_FAVOUR"},
            },
            "won",
        ),
        ({"status": "RESOLVED"}, "closed"),
    ],
)
def test_a_dispute_stands_where_paypal_says(
    told: dict[str, object], status: str
) -> None:
    known = {
        "dispute_id": "PP-D-1",
        "create_time": "2026-11-29T12:00:00.000Z",
        "dispute_amount": {"currency_code": "EUR", "value": "9.90"},
    }

    found = dispute_in(known | told)

    assert (found.status, found.amount) == (status, Decimal("9.90"))


def test_money_that_paypal_takes_back_leaves_the_books(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = begun("49.90")
    approve(payment)
    run_jobs()
    capture = StandinObject.objects.of("paypal_capture").get()
    reversal = {
        "id": "REVERSAL1",
        "amount": {"currency_code": "EUR", "value": "49.90"},
        "links": [
            {"rel": "up", "href": f"https://x/v2/payments/captures/{capture.pk}"}
        ],
    }
    for _ in range(2):
        tell("PAYMENT.CAPTURE.REVERSED", "refund", reversal)
    run_jobs()

    assert payment.refundable == 0
    assert payment.refunds.get().reference == "REVERSAL1"
    notes = payment.order.events.filter(kind=OrderEvent.Kind.NOTE)
    assert {note.data["about"] for note in notes} == {"payment_reversed"}
