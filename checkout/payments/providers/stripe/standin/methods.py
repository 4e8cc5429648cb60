"""PaymentMethods of the stand-in: made of a card, kept for a customer, let go."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone

from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.cards import (
    Card,
    card_called,
    read_card,
)
from checkout.payments.providers.stripe.standin.customers import find_customer
from checkout.payments.providers.stripe.standin.events import tell
from checkout.payments.providers.stripe.standin.faults import ApiFault, missing, unknown
from checkout.payments.providers.stripe.standin.other_ways import (
    BANK,
    DEBIT,
    read_other,
)
from checkout.payments.providers.stripe.standin.params import Params
from checkout.payments.standin.models import StandinObject, new_id


def method_in(
    params: Params,
    *,
    customer: str | None,
    today: date,
    currency: str = "",
    secures: bool = False,
) -> StandinObject:
    """What is to be paid with: a card that was typed, one named for tests, one the
    customer has kept, or another way. Raises BadCard for details that cannot be
    right."""
    given = params.get("payment_method_data")
    if isinstance(given, dict):
        other = read_other(given, currency=currency, secures=secures)
        if other:
            return _make(other)
    if isinstance(given, dict) and isinstance(given.get("card"), dict):
        return _make(read_card(given["card"], today=today))
    name = str(params.get("payment_method", ""))
    if not name:
        raise missing("payment_method")
    if card := card_called(name, today=today):
        return _make(card)
    method = find_method(name)
    owner = method.data["customer"]
    if owner and owner != customer:
        raise ApiFault(
            f"The customer does not have a payment method with the ID {name}. The"
            " payment method must be attached to the customer.",
            code="resource_missing",
            param="payment_method",
        )
    if not owner and method.hidden.get("is_detached"):
        raise ApiFault(
            "The provided PaymentMethod was previously used with a PaymentIntent"
            " without Customer attachment, shared with a connected account without"
            " Customer attachment, or was detached from a Customer. It may not be used"
            " again.",
            param="payment_method",
        )
    return method


def find_method(method_id: str, *, lock: bool = False) -> StandinObject:
    methods = StandinObject.objects.of("payment_method").filter(pk=method_id)
    method = (methods.select_for_update() if lock else methods).first()
    if method is None:
        raise unknown("PaymentMethod", method_id, param="payment_method")
    return method


def card_of(method: StandinObject) -> Card:
    return Card.from_kept(method.hidden["card"])


def is_set_up(method: StandinObject) -> bool:
    return bool(method.hidden.get("is_set_up"))


def keep_method(intent: StandinObject) -> None:
    """Keep what an intent was paid or set up with, if it was asked to."""
    customer = intent.data["customer"]
    if not customer or not intent.data.get("setup_future_usage"):
        return
    method = find_method(intent.hidden["payment_method"], lock=True)
    if card_of(method).brand in {BANK, DEBIT}:
        return
    method.hidden |= {"is_set_up": True}
    if method.data["customer"]:
        method.save(update_fields=["hidden"])
        return
    method.change(customer=customer)
    tell("payment_method.attached", method.data)


def attach(method_id: str, params: Params, *, today: date) -> Answer:
    customer = find_customer(str(params.get("customer", "")))
    card = card_called(method_id, today=today)
    method = _make(card) if card else find_method(method_id, lock=True)
    if method.hidden.get("is_detached"):
        raise ApiFault("This PaymentMethod was detached and may not be used again.")
    method.change(customer=customer.pk)
    tell("payment_method.attached", method.data)
    return Answer(method.data)


def detach(method_id: str) -> Answer:
    method = find_method(method_id, lock=True)
    if not method.data["customer"]:
        raise ApiFault(
            "The payment method you provided is not attached to a customer so"
            " detachment is impossible."
        )
    method.hidden |= {"is_detached": True}
    method.change(customer=None)
    tell("payment_method.detached", method.data)
    return Answer(method.data)


def expanded(intent: dict[str, Any], params: Params) -> dict[str, Any]:
    """An intent with what was asked to stand in it in full."""
    full = {}
    for name, kind in (("latest_charge", "charge"), ("payment_method",) * 2):
        if name in params.get("expand", []) and intent.get(name):
            full[name] = StandinObject.objects.of(kind).get(pk=intent[name]).data
    return intent | full


def _make(card: Card) -> StandinObject:
    method_id = new_id("pm")
    return StandinObject.objects.create(
        id=method_id,
        kind="payment_method",
        data={
            "id": method_id,
            "object": "payment_method",
            "billing_details": {"email": None, "name": None},
            "card": {
                "brand": card.brand,
                "exp_month": card.exp_month,
                "exp_year": card.exp_year,
                "fingerprint": card.fingerprint,
                "funding": "credit",
                "last4": card.last4,
            },
            "created": int(timezone.now().timestamp()),
            "customer": None,
            "livemode": False,
            "metadata": {},
            "type": "card",
        },
        hidden={"card": asdict(card)},
    )
