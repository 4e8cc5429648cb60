"""Money that a bank takes back, and what the shop knows of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from checkout.flow.auditing import audit_books
from checkout.payments.disputes.models import Dispute
from checkout.payments.models import LedgerEntry, Payment
from checkout.payments.providers.stripe.standin import disputes
from checkout.payments.providers.stripe.standin.knobs import Fault, turn
from checkout.payments.providers.stripe.testing import (
    Post,
    confirm,
    make_card_payment,
    post_event,
)
from checkout.payments.refunding import RefundTooLarge, begin_refund, refund_order
from checkout.payments.settling import paid_for
from checkout.payments.standin.models import StandinObject
from checkout.payments.starting import begin_payment

Kind = LedgerEntry.Kind
RunJobs = Callable[[], int]


def disputed(run_jobs: RunJobs) -> Payment:
    payment = make_card_payment("49.90")
    begin_payment(payment, return_url="https://shop.test/")
    payment.refresh_from_db()
    confirm(payment.reference, "pm_card_createDispute")
    run_jobs()
    payment.refresh_from_db()
    return payment


def books(payment: Payment) -> list[tuple[str, Decimal]]:
    return sorted(payment.entries.values_list("kind", "amount"))


def about(payment: Payment) -> list[str]:
    notes = payment.order.events.filter(kind="note").order_by("pk")
    return [note.data["about"] for note in notes]


def test_a_dispute_is_kept_with_its_deadline_and_its_money_is_gone(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = disputed(run_jobs)

    dispute = Dispute.objects.get()
    assert (dispute.payment, dispute.status) == (payment, "needs_response")
    assert (dispute.reason, dispute.amount) == ("fraudulent", Decimal("49.90"))
    assert dispute.due_at is not None
    left = dispute.due_at - timezone.now()
    assert timedelta(days=6) < left < timedelta(days=7)
    assert books(payment) == [
        (Kind.CAPTURED, Decimal("49.90")),
        (Kind.DISPUTED, Decimal("49.90")),
        (Kind.PROVIDER_FEE, Decimal("20.00")),
    ]
    assert paid_for(payment.order) == 0
    assert about(payment) == ["dispute_needs_response"]


def test_disputed_money_cannot_be_given_back_a_second_time(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = disputed(run_jobs)

    with pytest.raises(RefundTooLarge):
        begin_refund(payment, amount=Decimal("0.01"), reason="late", by="agent")

    assert refund_order(payment.order, reason="late", by="agent") == []
    assert not payment.refunds.exists()


@pytest.mark.parametrize(
    ("is_won", "status", "money"),
    [(True, "won", Decimal("49.90")), (False, "lost", Decimal(0))],
)
def test_a_decision_settles_the_dispute(
    standin: Post, run_jobs: RunJobs, is_won: bool, status: str, money: Decimal
) -> None:
    payment = disputed(run_jobs)
    dispute = Dispute.objects.get()

    disputes.decide(dispute.reference, is_won=is_won)
    run_jobs()

    dispute.refresh_from_db()
    assert (dispute.status, dispute.due_at) == (status, None)
    assert paid_for(payment.order) == money
    assert about(payment) == ["dispute_needs_response", f"dispute_{status}"]
    assert not [each for each in audit_books() if "dispute" in each.sentence]


def test_news_in_any_order_and_any_number_of_times_is_one_dispute(
    standin: Post, run_jobs: RunJobs
) -> None:
    turn("webhooks.charge.dispute.*", Fault.DROP, times=2)
    payment = disputed(run_jobs)
    assert not Dispute.objects.exists()
    sent = [post for post in standin.sent if "dispute" in post[0]]

    reference = StandinObject.objects.of("dispute").get().pk
    disputes.decide(reference, is_won=True)
    run_jobs()
    for payload, signature in reversed(sent + standin.sent):
        post_event(payload, signature)
    run_jobs()

    assert Dispute.objects.get().status == "won"
    assert [kind for kind, _ in books(payment)] == [
        Kind.CAPTURED,
        Kind.DISPUTED,
        Kind.PROVIDER_FEE,
        Kind.REINSTATED,
    ]
    assert about(payment) == ["dispute_won"]


def test_the_audit_finds_a_lost_dispute_that_is_not_booked(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = disputed(run_jobs)
    disputes.decide(Dispute.objects.get().reference, is_won=False)
    run_jobs()
    assert not [each for each in audit_books() if "dispute" in each.sentence]

    payment.entries.filter(kind=Kind.DISPUTED).delete()

    assert [each.sentence for each in audit_books() if "dispute" in each.sentence] == [
        "The disputes lost are not those in the ledger."
    ]


def test_what_radar_says_is_kept_with_the_payment(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = disputed(run_jobs)

    assert (payment.risk_level, payment.risk_score) == ("normal", 12)
    assert payment.risk_reason == "Payment complete."
