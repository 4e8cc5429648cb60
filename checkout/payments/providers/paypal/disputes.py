"""What PayPal says of a dispute."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from checkout.payments.disputes.models import Dispute
from checkout.payments.disputes.settling import DisputeFinding
from checkout.payments.providers.paypal.client import page_base
from checkout.payments.providers.paypal.currencies import from_paypal

STATUSES = {
    "WAITING_FOR_BUYER_RESPONSE": Dispute.Status.UNDER_REVIEW,
    "UNDER_REVIEW": Dispute.Status.UNDER_REVIEW,
}
OUTCOMES = {
    "RESOLVED_BUYER_FAVOUR": Dispute.Status.LOST,
    "RESOLVED_SELLER_FAVOUR": Dispute.Status.WON,
    "CANCELED_BY_BUYER": Dispute.Status.WON,
    "DENIED": Dispute.Status.WON,
}


def dispute_in(about: dict[str, Any]) -> DisputeFinding:
    """The dispute that an event is about. Money that PayPal moves for one it tells of
    by itself (a reversal), so it is booked there."""
    opened_at = _moment(about.get("create_time"))
    return DisputeFinding(
        reference=str(about["dispute_id"]),
        status=_status(about),
        reason=str(about.get("reason") or ""),
        amount=from_paypal(about["dispute_amount"]),
        opened_at=opened_at or timezone.now(),
        due_at=_moment(about.get("seller_response_due_date")),
        link=_page(str(about["dispute_id"])),
    )


def _status(about: dict[str, Any]) -> Dispute.Status:
    status = about.get("status")
    if status == "RESOLVED":
        outcome = (about.get("dispute_outcome") or {}).get("outcome_code")
        return OUTCOMES.get(str(outcome), Dispute.Status.CLOSED)
    if status == "OPEN" and about.get("dispute_life_cycle_stage") == "INQUIRY":
        return Dispute.Status.INQUIRY
    # a status that PayPal invents later is one that somebody has to look at
    return STATUSES.get(str(status), Dispute.Status.NEEDS_RESPONSE)


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _page(reference: str) -> str:
    if settings.USES_PAYPAL_STANDIN:
        return ""
    return f"{page_base()}/resolutioncenter/view/{reference}"
