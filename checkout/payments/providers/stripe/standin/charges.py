"""Money taken by the stand-in, or refused by the bank."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.captures import (
    capture_before,
    is_secured_first,
    secure,
)
from checkout.payments.providers.stripe.standin.cards import Card, Decline
from checkout.payments.providers.stripe.standin.disputes import open_dispute
from checkout.payments.providers.stripe.standin.events import tell
from checkout.payments.providers.stripe.standin.faults import error, unknown
from checkout.payments.providers.stripe.standin.methods import keep_method
from checkout.payments.standin.models import StandinObject, new_id

FRAUDS = {"fraudulent", "stolen_card", "lost_card"}


def take_money(intent: StandinObject, card: Card) -> Answer:
    """Charge the card: the intent succeeds or asks for another card."""
    charge = _charge(intent, card)
    if card.decline:
        return decline_intent(intent, card.decline, charge=charge)
    keep_method(intent)
    if is_secured_first(intent):
        return secure(intent, charge)
    intent.change(
        status="succeeded",
        amount_received=intent.data["amount"],
        latest_charge=charge.pk,
        last_payment_error=None,
        next_action=None,
        payment_method=charge.data["payment_method"],
    )
    tell("charge.succeeded", charge.data)
    tell("payment_intent.succeeded", intent.data)
    if card.is_disputed:
        open_dispute(charge)
    return Answer(intent.data)


def decline_intent(
    intent: StandinObject, decline: Decline, *, charge: StandinObject | None = None
) -> Answer:
    """Write down why the money did not come; the buyer may try again."""
    reason = card_error(decline)
    if charge:
        reason |= {"charge": charge.pk}
        tell("charge.failed", charge.data)
    intent.change(
        status="requires_payment_method",
        latest_charge=charge.pk if charge else intent.data["latest_charge"],
        last_payment_error=reason,
        next_action=None,
        payment_method=None,
    )
    tell("payment_intent.payment_failed", intent.data)
    return Answer({"error": reason | {"payment_intent": intent.data}}, status=402)


def radar_says(decline: Decline | None) -> dict[str, Any]:
    """How Radar judges a charge; only what is known as fraud is more than normal."""
    is_fraud = decline is not None and decline.reason in FRAUDS
    outcome = {
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": "highest" if is_fraud else "normal",
        "risk_score": 92 if is_fraud else 12,
        "seller_message": "Payment complete.",
        "type": "authorized",
    }
    if decline is None:
        return outcome
    return outcome | {
        "network_status": "declined_by_network",
        "reason": decline.reason or decline.code,
        "seller_message": "The bank did not return any further details with this"
        " decline.",
        "type": "issuer_declined",
    }


def card_error(decline: Decline) -> dict[str, Any]:
    body = error(
        "card_error", str(decline.message), code=decline.code, param=decline.param
    )
    return body | {"decline_code": decline.reason} if decline.reason else body


def find_charge(charge_id: str, *, lock: bool = False) -> StandinObject:
    charges = StandinObject.objects.of("charge").filter(pk=charge_id)
    charge = (charges.select_for_update() if lock else charges).first()
    if charge is None:
        raise unknown("charge", charge_id, param="id")
    return charge


def _charge(intent: StandinObject, card: Card) -> StandinObject:
    charge_id = new_id("ch")
    decline = card.decline
    is_taken = not decline and not is_secured_first(intent)
    taken = intent.data["amount"] if is_taken else 0
    return StandinObject.objects.create(
        id=charge_id,
        kind="charge",
        data={
            "id": charge_id,
            "object": "charge",
            "amount": intent.data["amount"],
            "amount_captured": taken,
            "amount_refunded": 0,
            "captured": is_taken,
            "created": int(timezone.now().timestamp()),
            "currency": intent.data["currency"],
            "disputed": card.is_disputed,
            "failure_code": decline.code if decline else None,
            "failure_message": str(decline.message) if decline else None,
            "livemode": False,
            "metadata": intent.data["metadata"],
            "outcome": radar_says(decline),
            "paid": not decline,
            "payment_intent": intent.pk,
            "payment_method": intent.hidden["payment_method"],
            "payment_method_details": {
                "card": {
                    "brand": card.brand,
                    "capture_before": capture_before(intent),
                    "exp_month": card.exp_month,
                    "exp_year": card.exp_year,
                    "last4": card.last4,
                },
                "type": "card",
            },
            "refunded": False,
            "status": "failed" if decline else "succeeded",
        },
    )
