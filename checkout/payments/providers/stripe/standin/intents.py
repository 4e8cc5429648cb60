"""PaymentIntents of the stand-in: made, confirmed, challenged, cancelled."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from checkout.payments.providers.stripe.standin.amounts import (
    read_amount,
    read_currency,
)
from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.captures import (
    is_secured_first,
    read_capture_method,
)
from checkout.payments.providers.stripe.standin.cards import (
    AUTHENTICATION_REQUIRED,
    NOT_AUTHENTICATED,
    BadCard,
    Card,
)
from checkout.payments.providers.stripe.standin.charges import (
    card_error,
    decline_intent,
    take_money,
)
from checkout.payments.providers.stripe.standin.customers import customer_in
from checkout.payments.providers.stripe.standin.events import tell
from checkout.payments.providers.stripe.standin.faults import (
    ApiFault,
    unknown,
    wrong_state,
)
from checkout.payments.providers.stripe.standin.methods import (
    card_of,
    is_set_up,
    method_in,
)
from checkout.payments.providers.stripe.standin.other_ways import (
    BANK,
    DEBIT,
    begin_debit,
)
from checkout.payments.providers.stripe.standin.params import Params
from checkout.payments.standin.models import StandinObject, new_id
from shop.jobs.registry import job

CANCELLABLE = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
    "processing",
)
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def create(params: Params, *, now: datetime) -> Answer:
    currency = read_currency(params)
    intent_id = new_id("pi")
    intent = StandinObject.objects.create(
        id=intent_id,
        kind="payment_intent",
        data={
            "id": intent_id,
            "object": "payment_intent",
            "amount": read_amount(params, currency.upper()),
            "amount_capturable": 0,
            "amount_received": 0,
            "automatic_payment_methods": {"allow_redirects": "always", "enabled": True},
            "canceled_at": None,
            "cancellation_reason": None,
            "capture_method": read_capture_method(params),
            "client_secret": f"{intent_id}_secret_{secrets.token_hex(12)}",
            "confirmation_method": "automatic",
            "created": int(now.timestamp()),
            "currency": currency,
            "customer": customer_in(params),
            "description": params.get("description"),
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": False,
            "metadata": params.get("metadata", {}),
            "next_action": None,
            "payment_method": None,
            "payment_method_types": ["card"],
            "receipt_email": None,
            "setup_future_usage": params.get("setup_future_usage"),
            "status": "requires_payment_method",
        },
    )
    if params.get("confirm") == "true":
        return confirm(intent_id, params, today=timezone.localdate(now))
    return Answer(intent.data)


def find(intent_id: str, *, lock: bool = False) -> StandinObject:
    """The intent, locked until the end of the transaction if it is to change."""
    intents = StandinObject.objects.of("payment_intent").filter(pk=intent_id)
    intent = (intents.select_for_update() if lock else intents).first()
    if intent is None:
        raise unknown("payment_intent", intent_id, param="intent")
    return intent


def search(params: Params) -> Answer:
    """Those whose metadata says what was asked; the only query we are asked."""
    asked = re.fullmatch(r"metadata\['(\w+)'\]:'([^'\\]*)'", params.get("query", ""))
    if asked is None:
        raise ApiFault("We were unable to parse your search query.", param="query")
    intents = StandinObject.objects.of("payment_intent")
    found = intents.filter(**{f"data__metadata__{asked[1]}": asked[2]})
    return Answer(
        {
            "object": "search_result",
            "data": [intent.data for intent in found.order_by("-created_at", "-id")],
            "has_more": False,
            "url": "/v1/payment_intents/search",
        }
    )


def confirm(intent_id: str, params: Params, *, today: date) -> Answer:
    intent = find(intent_id, lock=True)
    status = intent.data["status"]
    if status == "succeeded":
        raise wrong_state(
            "You cannot confirm this PaymentIntent because it has already succeeded"
            " after being previously confirmed."
        )
    if status not in CONFIRMABLE:
        raise wrong_state(
            "You cannot confirm this PaymentIntent because it has a status of"
            f" {status}. Only a PaymentIntent with one of the following statuses may"
            " be confirmed: requires_confirmation, requires_action."
        )
    try:
        method = method_in(
            params,
            customer=intent.data["customer"],
            today=today,
            currency=intent.data["currency"],
            secures=is_secured_first(intent),
        )
    except BadCard as refusal:
        return Answer({"error": card_error(refusal.decline)}, status=402)

    return _pay_with(intent, method, params)


def _pay_with(intent: StandinObject, method: StandinObject, params: Params) -> Answer:
    card = card_of(method)
    intent.hidden |= {"payment_method": method.pk, "card": asdict(card)}
    if card.brand == DEBIT:
        return begin_debit(intent)
    off_session = params.get("off_session") == "true"
    must_ask = card.must_ask(off_session=off_session, is_set_up=is_set_up(method))
    if not must_ask and card.brand != BANK:
        return take_money(intent, card)
    if off_session:
        return _refuse_alone(intent, method)
    return _challenge(intent, card, return_url=str(params.get("return_url", "")))


def _refuse_alone(intent: StandinObject, method: StandinObject) -> Answer:
    """The bank wants to hear from the buyer, who is not there."""
    answer = decline_intent(intent, AUTHENTICATION_REQUIRED)
    reason = intent.data["last_payment_error"] | {"payment_method": method.data}
    intent.change(last_payment_error=reason)
    error = answer.body["error"] | {"payment_method": method.data}
    return Answer({"error": error | {"payment_intent": intent.data}}, status=402)


def answer_challenge(intent_id: str, *, is_passed: bool) -> Answer:
    """What the buyer did on the page of their bank; a second answer changes nothing."""
    intent = find(intent_id, lock=True)
    if intent.data["status"] != "requires_action":
        return Answer(intent.data)
    if not is_passed:
        return decline_intent(intent, NOT_AUTHENTICATED)
    return take_money(intent, Card.from_kept(intent.hidden["card"]))


@job("stripe_standin.debit")
@transaction.atomic
def end_debit(intent_id: str) -> None:
    """The bank has carried out the debit, or not."""
    intent = find(intent_id, lock=True)
    if intent.data["status"] == "processing":
        take_money(intent, Card.from_kept(intent.hidden["card"]))


def cancel(intent_id: str, params: Params, *, now: datetime) -> Answer:
    intent = find(intent_id, lock=True)
    status = intent.data["status"]
    # what a bank is carrying out is beyond recall, whatever the sentence says
    if status not in CANCELLABLE or status == "processing":
        raise wrong_state(
            f"You cannot cancel this PaymentIntent because it has a status of {status}."
            " Only a PaymentIntent with one of the following statuses may be canceled: "
            + ", ".join(CANCELLABLE)
            + "."
        )
    intent.change(
        status="canceled",
        amount_capturable=0,
        canceled_at=int(now.timestamp()),
        cancellation_reason=params.get("cancellation_reason"),
        next_action=None,
    )
    tell("payment_intent.canceled", intent.data)
    return Answer(intent.data)


def _challenge(intent: StandinObject, card: Card, *, return_url: str) -> Answer:
    intent.hidden |= {
        "card": asdict(card),
        "language": get_language(),
        "return_url": return_url,
    }
    page = f"{settings.SITE_URL}/standin/stripe/3ds/{intent.pk}/"
    action: dict[str, Any] = {"type": "use_stripe_sdk", "use_stripe_sdk": {}}
    if return_url:
        urls = {"return_url": return_url, "url": page}
        action = {"type": "redirect_to_url", "redirect_to_url": urls}
    intent.change(
        status="requires_action",
        next_action=action,
        payment_method=intent.hidden["payment_method"],
        last_payment_error=None,
    )
    tell("payment_intent.requires_action", intent.data)
    return Answer(intent.data)


def client_view(intent: dict[str, Any]) -> dict[str, Any]:
    """What a browser may know: the shop's own notes on the payment are left out."""
    return {
        key: intent[key]
        for key in intent
        if key not in {"metadata", "description", "customer"}
    }
