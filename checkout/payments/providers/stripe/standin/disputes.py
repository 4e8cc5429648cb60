"""Disputes of the stand-in: opened by a test card, decided by a test."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.events import tell
from checkout.payments.providers.stripe.standin.faults import unknown
from checkout.payments.providers.stripe.standin.params import Params
from checkout.payments.standin.models import StandinObject, new_id

FEE = 2000
EVIDENCE_WITHIN = timedelta(days=7)


def open_dispute(charge: StandinObject, *, now: datetime | None = None) -> None:
    """The buyer's bank asks for the money, and gets it for the time being."""
    now = now or timezone.now()
    dispute_id = new_id("dp")
    amount, currency = charge.data["amount"], charge.data["currency"]
    dispute = StandinObject.objects.create(
        id=dispute_id,
        kind="dispute",
        data={
            "id": dispute_id,
            "object": "dispute",
            "amount": amount,
            "balance_transactions": [_moved(-amount, currency, fee=FEE)],
            "charge": charge.pk,
            "created": int(now.timestamp()),
            "currency": currency,
            "evidence_details": {
                "due_by": int((now + EVIDENCE_WITHIN).timestamp()),
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
            },
            "is_charge_refundable": False,
            "livemode": False,
            "metadata": {},
            "payment_intent": charge.data["payment_intent"],
            "reason": "fraudulent",
            "status": "needs_response",
        },
    )
    tell("charge.dispute.created", dispute.data)
    tell("charge.dispute.funds_withdrawn", dispute.data)


@transaction.atomic
def decide(dispute_id: str, *, is_won: bool) -> None:
    """What the bank says in the end; if we win, the money comes back."""
    dispute = StandinObject.objects.of("dispute").get(pk=dispute_id)
    moved = dispute.data["balance_transactions"]
    if is_won:
        back = _moved(dispute.data["amount"], dispute.data["currency"])
        moved = [*moved, back]
    dispute.change(
        status="won" if is_won else "lost",
        balance_transactions=moved,
        evidence_details=dispute.data["evidence_details"] | {"due_by": None},
    )
    if is_won:
        tell("charge.dispute.funds_reinstated", dispute.data)
    tell("charge.dispute.closed", dispute.data)


def find_dispute(dispute_id: str) -> Answer:
    dispute = StandinObject.objects.of("dispute").filter(pk=dispute_id).first()
    if dispute is None:
        raise unknown("dispute", dispute_id, param="id")
    return Answer(dispute.data)


def disputes_of(params: Params) -> Answer:
    """A page of the API's list, newest first."""
    disputes = StandinObject.objects.of("dispute").order_by("-created_at", "-id")
    for name in ("payment_intent", "charge"):
        if name in params:
            disputes = disputes.filter(**{f"data__{name}": str(params[name])})
    return Answer(
        {
            "object": "list",
            "data": [dispute.data for dispute in disputes[:100]],
            "has_more": False,
            "url": "/v1/disputes",
        }
    )


def _moved(amount: int, currency: str, *, fee: int = 0) -> dict[str, Any]:
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "currency": currency,
        "fee": fee,
        "net": amount - fee,
        "reporting_category": "dispute" if amount < 0 else "dispute_reversal",
        "type": "adjustment",
    }
