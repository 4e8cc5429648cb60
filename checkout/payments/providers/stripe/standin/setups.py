"""SetupIntents of the stand-in: a way of paying is kept, nothing is paid."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.cards import (
    SETUP_NOT_AUTHENTICATED,
    BadCard,
    Card,
    Decline,
)
from checkout.payments.providers.stripe.standin.charges import card_error
from checkout.payments.providers.stripe.standin.customers import customer_in
from checkout.payments.providers.stripe.standin.events import tell
from checkout.payments.providers.stripe.standin.faults import ApiFault, unknown
from checkout.payments.providers.stripe.standin.methods import (
    card_of,
    keep_method,
    method_in,
)
from checkout.payments.providers.stripe.standin.params import Params
from checkout.payments.standin.models import StandinObject, new_id

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def create(params: Params, *, now: datetime) -> Answer:
    setup_id = new_id("seti")
    usage = params.get("usage", "off_session")
    setup = StandinObject.objects.create(
        id=setup_id,
        kind="setup_intent",
        data={
            "id": setup_id,
            "object": "setup_intent",
            "automatic_payment_methods": {"allow_redirects": "always", "enabled": True},
            "client_secret": f"{setup_id}_secret_{secrets.token_hex(12)}",
            "created": int(now.timestamp()),
            "customer": customer_in(params),
            "last_setup_error": None,
            "livemode": False,
            "metadata": params.get("metadata", {}),
            "next_action": None,
            "payment_method": None,
            "payment_method_types": ["card"],
            "setup_future_usage": usage,
            "status": "requires_payment_method",
            "usage": usage,
        },
    )
    return Answer(setup.data)


def find_setup(setup_id: str, *, lock: bool = False) -> StandinObject:
    setups = StandinObject.objects.of("setup_intent").filter(pk=setup_id)
    setup = (setups.select_for_update() if lock else setups).first()
    if setup is None:
        raise unknown("setupintent", setup_id, param="intent")
    return setup


def confirm(setup_id: str, params: Params, *, today: date) -> Answer:
    setup = find_setup(setup_id, lock=True)
    status = setup.data["status"]
    if status not in CONFIRMABLE:
        raise ApiFault(
            f"You cannot confirm this SetupIntent because it has a status of {status}.",
            code="setup_intent_unexpected_state",
        )
    try:
        method = method_in(params, customer=setup.data["customer"], today=today)
    except BadCard as refusal:
        return Answer({"error": card_error(refusal.decline)}, status=402)

    card = card_of(method)
    setup.hidden |= {"payment_method": method.pk}
    if card.needs_challenge:
        return _challenge(setup, card, return_url=str(params.get("return_url", "")))
    return _finish(setup, card)


def answer_challenge(setup_id: str, *, is_passed: bool) -> Answer:
    """What the customer did on the page of their bank; a second answer changes
    nothing."""
    setup = find_setup(setup_id, lock=True)
    if setup.data["status"] != "requires_action":
        return Answer(setup.data)
    if not is_passed:
        return _decline(setup, SETUP_NOT_AUTHENTICATED)
    kept = StandinObject.objects.get(pk=setup.hidden["payment_method"])
    return _finish(setup, card_of(kept))


def client_view(setup: dict[str, Any]) -> dict[str, Any]:
    """What a browser may know."""
    return {key: setup[key] for key in setup if key not in {"metadata", "customer"}}


def _challenge(setup: StandinObject, card: Card, *, return_url: str) -> Answer:
    setup.hidden |= {
        "language": get_language(),
        "last4": card.last4,
        "return_url": return_url,
    }
    page = f"{settings.SITE_URL}/standin/stripe/3ds-setup/{setup.pk}/"
    urls = {"return_url": return_url, "url": page}
    setup.change(
        status="requires_action",
        next_action={"type": "redirect_to_url", "redirect_to_url": urls},
        last_setup_error=None,
    )
    tell("setup_intent.requires_action", setup.data)
    return Answer(setup.data)


def _finish(setup: StandinObject, card: Card) -> Answer:
    if card.setup_decline:
        return _decline(setup, card.setup_decline)
    keep_method(setup)
    setup.change(
        status="succeeded",
        last_setup_error=None,
        next_action=None,
        payment_method=setup.hidden["payment_method"],
    )
    tell("setup_intent.succeeded", setup.data)
    return Answer(setup.data)


def _decline(setup: StandinObject, decline: Decline) -> Answer:
    reason = card_error(decline)
    setup.change(
        status="requires_payment_method", last_setup_error=reason, next_action=None
    )
    tell("setup_intent.setup_failed", setup.data)
    return Answer({"error": reason | {"setup_intent": setup.data}}, status=402)
