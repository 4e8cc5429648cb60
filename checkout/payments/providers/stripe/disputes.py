"""What Stripe says of a dispute."""

from __future__ import annotations

from datetime import UTC, datetime

import stripe
from django.conf import settings

from checkout.payments.disputes.models import Dispute
from checkout.payments.disputes.settling import DisputeFinding, Movement
from checkout.payments.providers.stripe.client import refusals_told, stripe_client
from checkout.payments.providers.stripe.currencies import from_stripe

STATUSES = {
    "warning_needs_response": Dispute.Status.INQUIRY,
    "warning_under_review": Dispute.Status.UNDER_REVIEW,
    "warning_closed": Dispute.Status.CLOSED,
    "needs_response": Dispute.Status.NEEDS_RESPONSE,
    "under_review": Dispute.Status.UNDER_REVIEW,
    "won": Dispute.Status.WON,
    "lost": Dispute.Status.LOST,
    "prevented": Dispute.Status.CLOSED,
}


def look_up_dispute(reference: str) -> DisputeFinding:
    """Raises PaymentFailed."""
    with refusals_told():
        dispute = stripe_client().v1.disputes.retrieve(reference)
    due_by = dispute.evidence_details.due_by
    return DisputeFinding(
        reference=dispute.id,
        # a status that Stripe invents later is one that somebody has to look at
        status=STATUSES.get(dispute.status, Dispute.Status.NEEDS_RESPONSE),
        reason=dispute.reason,
        amount=from_stripe(dispute.amount, dispute.currency),
        opened_at=datetime.fromtimestamp(dispute.created, UTC),
        due_at=datetime.fromtimestamp(due_by, UTC) if due_by else None,
        link=_dashboard(dispute),
        movements=tuple(
            _movement(moved, dispute) for moved in dispute.balance_transactions
        ),
    )


def _movement(moved: stripe.BalanceTransaction, dispute: stripe.Dispute) -> Movement:
    """In the currency of the payment; the account may be kept in another."""
    if moved.currency == dispute.currency:
        amount, fee = moved.amount, moved.fee
    else:
        amount, fee = dispute.amount if moved.amount > 0 else -dispute.amount, 0
    return Movement(
        reference=moved.id,
        amount=from_stripe(amount, dispute.currency),
        fee=from_stripe(fee, dispute.currency),
    )


def _dashboard(dispute: stripe.Dispute) -> str:
    if settings.USES_STRIPE_STANDIN:
        return ""
    mode = "" if dispute.livemode else "test/"
    return f"https://dashboard.stripe.com/{mode}disputes/{dispute.id}"
