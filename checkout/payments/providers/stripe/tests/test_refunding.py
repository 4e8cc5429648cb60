from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import stripe
from django.utils import timezone

from checkout.flow.auditing import audit_books
from checkout.orders.models import Order
from checkout.payments.checking import check_payment
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.registry import provider_called
from checkout.payments.providers.stripe.client import stripe_client
from checkout.payments.providers.stripe.intents import refunds_of
from checkout.payments.providers.stripe.standin.knobs import Fault, turn
from checkout.payments.providers.stripe.testing import (
    Post,
    confirm,
    make_card_payment,
)
from checkout.payments.refunding import begin_refund, finish_refund, return_refund
from checkout.payments.standin.models import StandinObject
from checkout.payments.starting import begin_payment

RunJobs = Callable[[], int]

provider = provider_called("stripe")


def paid(amount: str = "49.90", **fields: str) -> Payment:
    payment = make_card_payment(amount, **fields)
    begin_payment(payment, return_url="http://localhost:8000/en/")
    confirm(payment.reference)
    check_payment(payment, by="return")
    payment.refresh_from_db()
    return payment


def refund_of(payment: Payment, amount: str) -> Refund:
    return Refund.objects.create(payment=payment, amount=Decimal(amount), by="agent")


def amounts(payment: Payment) -> list[Decimal]:
    """What Stripe says it has given back."""
    return [made.amount for made in refunds_of(payment.reference)]


def given_back(payment: Payment) -> list[Decimal]:
    entries = LedgerEntry.objects.filter(payment=payment, kind="refunded")
    return [entry.amount for entry in entries.order_by("pk")]


def test_a_refund_is_given_booked_and_told_once(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = paid("49.90")
    run_jobs()

    refund = begin_refund(payment, amount=Decimal("9.90"), reason="late", by="agent")
    run_jobs()

    refund.refresh_from_db()
    assert refund.status == Refund.Status.DONE
    assert amounts(payment) == [Decimal("9.90")]
    assert given_back(payment) == [Decimal("9.90")]
    assert payment.refundable == Decimal("40.00")
    assert payment.order.events.filter(kind="refunded").count() == 1


def test_a_refund_tried_twice_gives_back_once(standin: Post) -> None:
    payment = paid("49.90")
    refund = refund_of(payment, "9.90")

    first = provider.refund(refund)
    second = provider.refund(refund)

    assert first == second
    assert amounts(payment) == [Decimal("9.90")]


def test_a_refund_tried_again_after_stripe_forgot_its_key_gives_back_once(
    standin: Post,
) -> None:
    payment = paid("49.90")
    refund = refund_of(payment, "9.90")
    first = provider.refund(refund)
    StandinObject.objects.of("key").delete()
    refund.created_at = timezone.now() - timedelta(days=2)

    assert provider.refund(refund) == first
    assert amounts(payment) == [Decimal("9.90")]


def test_parts_are_given_back_until_nothing_is_left(standin: Post) -> None:
    payment = paid("49.90")

    provider.refund(refund_of(payment, "20.00"))
    provider.refund(refund_of(payment, "29.90"))

    charge = stripe_client().v1.charges.retrieve(provider.look_up(payment).movement)
    assert (charge.amount_refunded, charge.refunded) == (4990, True)


@pytest.mark.parametrize("before", ["10.00", "49.90"])
def test_no_more_than_came_in_goes_back(standin: Post, before: str) -> None:
    payment = paid("49.90")
    provider.refund(refund_of(payment, before))

    with pytest.raises(PaymentFailed) as failure:
        provider.refund(refund_of(payment, "40.00"))

    assert not failure.value.retry
    assert len(refunds_of(payment.reference)) == 1


def test_nothing_goes_back_of_what_was_never_taken(standin: Post) -> None:
    payment = make_card_payment()
    begin_payment(payment, return_url="http://localhost:8000/en/")

    with pytest.raises(PaymentFailed):
        provider.refund(refund_of(payment, "1.00"))

    assert StandinObject.objects.of("refund").count() == 0


def test_a_refund_made_in_stripes_own_pages_is_booked_once(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = paid("49.90")
    run_jobs()

    stripe_client().v1.refunds.create(
        {"payment_intent": payment.reference, "amount": 1500}
    )
    run_jobs()

    refund = payment.refunds.get()
    assert (refund.status, refund.amount) == (Refund.Status.DONE, Decimal("15.00"))
    assert given_back(payment) == [Decimal("15.00")]


def test_a_refund_whose_answer_was_lost_is_booked_by_its_webhook(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = paid("49.90")
    refund = refund_of(payment, "9.90")
    provider.refund(refund)

    run_jobs()

    refund.refresh_from_db()
    assert refund.status == Refund.Status.DONE
    assert payment.refunds.count() == 1
    assert given_back(payment) == [Decimal("9.90")]


def test_money_for_a_cancelled_order_goes_back_by_itself(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = make_card_payment("49.90")
    begin_payment(payment, return_url="http://localhost:8000/en/")
    payment.order.move_to(Order.Status.CANCELLED, by="buyer", reason="changed my mind")
    confirm(payment.reference)

    run_jobs()

    payment.refresh_from_db()
    assert payment.refundable == 0
    assert given_back(payment) == [Decimal("49.90")]
    assert amounts(payment) == [Decimal("49.90")]


@pytest.mark.parametrize(
    ("amount", "currency", "counted"),
    [("500", "JPY", 500), ("500", "ISK", 50000), ("1.250", "KWD", 1250)],
)
def test_other_currencies_are_counted_as_stripe_counts_them(
    standin: Post, amount: str, currency: str, counted: int
) -> None:
    payment = paid(amount, currency=currency)

    provider.refund(refund_of(payment, amount))

    assert amounts(payment) == [Decimal(amount)]
    assert provider.look_up(payment).captured == Decimal(amount)
    assert StandinObject.objects.of("refund").get().data["amount"] == counted


def test_a_refund_the_bank_sends_back_is_booked_back_once(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = paid("49.90")
    turn("refunds.create", Fault.BOUNCE)
    turn("webhooks.refund.failed", Fault.REPEAT)

    refund = begin_refund(payment, amount=Decimal("9.90"), reason="late", by="agent")
    run_jobs()

    refund.refresh_from_db()
    assert (refund.status, refund.failure) == ("failed", "lost_or_stolen_card")
    assert payment.refundable == Decimal("49.90")
    assert sorted(payment.entries.values_list("kind", "amount")) == [
        ("captured", Decimal("49.90")),
        ("refund_returned", Decimal("9.90")),
        ("refunded", Decimal("9.90")),
    ]
    notes = payment.order.events.filter(kind="note")
    assert [note.data for note in notes] == [
        {
            "about": "refund_failed",
            "amount": "9.900",
            "reason": "lost_or_stolen_card",
        }
    ]
    assert not [fault for fault in audit_books() if "refund" in fault.sentence.lower()]


def test_money_that_came_back_can_be_sent_by_hand(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = paid("49.90")
    turn("refunds.create", Fault.BOUNCE)
    refund = begin_refund(payment, amount=Decimal("9.90"), reason="late", by="agent")
    run_jobs()
    returned = refund.payment.refunds.get().reference

    finish_refund(refund, reference="SEPA-1", by="marta")
    finish_refund(refund, reference=returned, by="stripe")

    refund.refresh_from_db()
    assert (refund.status, refund.reference) == ("done", "SEPA-1")
    assert payment.balance("refunded") == Decimal("19.80")
    assert payment.refundable == Decimal("40.00")
    assert not [fault for fault in audit_books() if "refund" in fault.sentence.lower()]


def test_a_bounce_that_overtakes_the_answer_is_not_booked_as_given_back(
    standin: Post,
) -> None:
    payment = paid("49.90")
    refund = begin_refund(payment, amount=Decimal("9.90"), reason="late", by="agent")
    return_refund(refund, reference="re_1", failure="lost", by="stripe")

    finish_refund(refund, reference="re_1", by="stripe")

    refund.refresh_from_db()
    assert refund.status == "failed"
    assert not payment.entries.filter(kind="refunded").exists()


def test_an_unknown_reference_is_no_reason_to_try_again(standin: Post) -> None:
    with pytest.raises(PaymentFailed) as failure:
        refunds_of("pi_unknown")

    assert not failure.value.retry
    assert isinstance(failure.value.__cause__, stripe.InvalidRequestError)
