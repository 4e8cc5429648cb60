"""What PayPal keeps for a customer: their consent to be charged by us."""

from __future__ import annotations

from typing import Any

from checkout.payments.providers.paypal.client import Refused, delete, read, write
from checkout.payments.providers.paypal.orders import BUYER_LINKS, read_order
from checkout.payments.providers.protocol import Kept
from checkout.payments.saved.models import Adding, SavedMethod

SETUPS, TOKENS = "/v3/vault/setup-tokens", "/v3/vault/payment-tokens"


def make_setup(adding: Adding, *, return_url: str) -> dict[str, Any]:
    """Ask for consent without buying; a second call answers as the first."""
    body = {
        "payment_source": {
            "paypal": {
                "usage_type": "MERCHANT",
                "usage_pattern": "IMMEDIATE",
                "experience_context": {
                    "shipping_preference": "NO_SHIPPING",
                    "return_url": return_url,
                    "cancel_url": return_url,
                },
            }
        }
    }
    return write(SETUPS, body, key=str(adding.key))


def read_setup(reference: str) -> dict[str, Any] | None:
    try:
        return read(f"{SETUPS}/{reference}")
    except Refused as refusal:
        if refusal.status != 404:
            raise
        return None


def page_of_setup(setup: dict[str, Any]) -> str:
    """Where the customer consents, "" if they need not."""
    links = setup.get("links") or ()
    found = (str(link["href"]) for link in links if link["rel"] in BUYER_LINKS)
    return next(found, "")


def keep_approved(adding: Adding, reference: str) -> Kept:
    """Make a consent that was given one that can be charged, once."""
    body = {"payment_source": {"token": {"id": reference, "type": "SETUP_TOKEN"}}}
    return kept_in(write(TOKENS, body, key=f"{adding.key}-token"))


def kept_in(token: dict[str, Any]) -> Kept:
    """What a payment token says."""
    return _kept(
        token["payment_source"]["paypal"],
        reference=str(token["id"]),
        customer=token.get("customer") or {},
    )


def kept_with(reference: str) -> Kept | None:
    """What was kept with an order, None if nothing was, or is yet."""
    order = read_order(reference)
    source = ((order or {}).get("payment_source") or {}).get("paypal") or {}
    vault = (source.get("attributes") or {}).get("vault") or {}
    if vault.get("status") != "VAULTED":
        return None
    return _kept(
        source, reference=str(vault["id"]), customer=vault.get("customer") or {}
    )


def forget_token(saved: SavedMethod) -> None:
    """Take the consent back; what PayPal no longer knows stays forgotten."""
    try:
        delete(f"{TOKENS}/{saved.reference}")
    except Refused as refusal:
        if refusal.status != 404:
            raise


def _kept(source: dict[str, Any], *, reference: str, customer: dict[str, Any]) -> Kept:
    return Kept(
        reference=reference,
        customer_reference=str(customer.get("id") or ""),
        kind="paypal",
        label=str(source.get("email_address") or "")[:100],
        fingerprint=str(source.get("payer_id") or source.get("account_id") or ""),
    )
