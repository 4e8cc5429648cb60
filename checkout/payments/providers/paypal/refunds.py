"""Money given back through PayPal."""

from __future__ import annotations

from typing import Any

from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.providers.paypal.client import Refused, write
from checkout.payments.providers.paypal.currencies import to_paypal
from checkout.payments.providers.paypal.failures import refund_sentence_for
from checkout.payments.providers.paypal.orders import captures_of, read_order
from checkout.payments.providers.protocol import PaymentFailed

NOT_MADE = {"FAILED", "CANCELLED"}


def give_back(refund: Refund) -> str:
    """Give part of a capture back; returns PayPal's id of the refund."""
    payment = refund.payment
    body: dict[str, Any] = {
        "amount": to_paypal(refund.amount, payment.currency),
        "custom_id": str(refund.key),
        "invoice_id": f"{payment.order.number}-{payment.pk}-{refund.pk}",
    }
    try:
        made = write(
            f"/v2/payments/captures/{capture_of(payment)}/refund",
            body,
            key=str(refund.key),
        )
    except Refused as refusal:
        raise PaymentFailed(
            refund_sentence_for(refusal.issue), retry=False
        ) from refusal
    if made["status"] in NOT_MADE:
        raise PaymentFailed(refund_sentence_for(""), retry=False)
    return str(made["id"])


def capture_of(payment: Payment) -> str:
    """PayPal's id of the money that came, as it was booked."""
    entry = (
        payment.entries.filter(kind=LedgerEntry.Kind.CAPTURED).order_by("pk").first()
    )
    if entry:
        return entry.reference
    order = read_order(payment.reference)
    captures = captures_of(order) if order else []
    if not captures:
        raise PaymentFailed(refund_sentence_for(""), retry=False)
    return str(captures[0]["id"])
