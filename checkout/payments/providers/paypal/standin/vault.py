"""What the stand-in keeps for customers."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from checkout.payments.providers.paypal.standin.answers import Answer, Body
from checkout.payments.providers.paypal.standin.events import tell
from checkout.payments.providers.paypal.standin.faults import ApiFault, invalid
from checkout.payments.providers.paypal.standin.objects import (
    BUYER,
    find,
    link,
    new_id,
    text_in,
)
from checkout.payments.standin.models import StandinObject

SETUP, TOKEN = "paypal_setup", "paypal_token"


def create_setup(body: Body) -> Answer:
    source = (body.get("payment_source") or {}).get("paypal")
    if not isinstance(source, dict):
        raise invalid("MISSING_REQUIRED_PARAMETER", "/payment_source")
    setup_id = new_id()
    setup = StandinObject.objects.create(
        id=setup_id,
        kind=SETUP,
        data={
            "id": setup_id,
            "status": "PAYER_ACTION_REQUIRED",
            "payment_source": {"paypal": {"usage_type": source.get("usage_type")}},
            "links": [
                link("approve", f"/agreements/approve?approval_session_id={setup_id}"),
                link("self", f"/v3/vault/setup-tokens/{setup_id}"),
            ],
        },
        hidden={
            "return_url": text_in(source, "experience_context", "return_url"),
            "cancel_url": text_in(source, "experience_context", "cancel_url"),
        },
    )
    return Answer(setup.data, status=201)


def find_setup(setup_id: str) -> StandinObject:
    return find(SETUP, setup_id)


@transaction.atomic
def approve(setup_id: str, *, pays_with: str) -> None:
    """What the customer does at PayPal."""
    setup = find(SETUP, setup_id, lock=True)
    setup.hidden |= {"pays_with": pays_with}
    setup.change(status="APPROVED", links=[])


def create_token(body: Body) -> Answer:
    setup_id = text_in(body, "payment_source", "token", "id")
    setup = find(SETUP, setup_id, lock=True)
    if setup.data["status"] != "APPROVED":
        raise ApiFault("SETUP_TOKEN_NOT_APPROVED", "The payer has not approved it.")
    token = _keep({}, pays_with=setup.hidden["pays_with"])
    setup.change(status="VAULTED")
    return Answer(token.data, status=201)


def keep_with(
    order_id: str, attributes: dict[str, Any], *, pays_with: str
) -> dict[str, Any]:
    """Keep what an order is paid with; what the order then says of it."""
    token = _keep(attributes.get("customer") or {}, pays_with=pays_with)
    tell(
        "VAULT.PAYMENT-TOKEN.CREATED",
        "payment_token",
        {**token.data, "metadata": {"order_id": order_id}},
    )
    return {
        "id": token.pk,
        "status": "VAULTED",
        "customer": token.data["customer"],
    }


def find_token(token_id: str) -> StandinObject:
    token = StandinObject.objects.of(TOKEN).filter(pk=token_id).first()
    if token is None:
        raise ApiFault("TOKEN_ID_NOT_FOUND", "The vault id does not exist.")
    return token


@transaction.atomic
def delete_token(token_id: str) -> Answer:
    token = find(TOKEN, token_id, lock=True)
    tell("VAULT.PAYMENT-TOKEN.DELETED", "payment_token", {"id": token.pk})
    token.delete()
    return Answer({}, status=204)


def _keep(customer: dict[str, Any], *, pays_with: str) -> StandinObject:
    token_id = new_id(8).lower()
    return StandinObject.objects.create(
        id=token_id,
        kind=TOKEN,
        data={
            "id": token_id,
            "customer": {"id": text_in(customer, "id") or new_id(10)},
            "payment_source": {
                "paypal": {
                    "email_address": BUYER["email_address"],
                    "payer_id": BUYER["account_id"],
                }
            },
            "links": [link("self", f"/v3/vault/payment-tokens/{token_id}")],
        },
        hidden={"pays_with": pays_with},
    )
