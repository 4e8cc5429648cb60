"""What a shop that is open to the public must have been told by its environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MODES = {"sandbox", "live"}  # of PayPal
INSECURE_SECRET_KEY = "for-development-only-" + "x" * 40


def refusals(settings: Mapping[str, Any]) -> list[str]:
    """Why a shop with these settings must not open; empty when it may.

    With DEBUG on, on a developer's machine, everything may be missing, but what is
    there must fit together.
    """
    found = _unfit_stripe_keys(settings) + _unfit_paypal_keys(settings)
    if settings["DEBUG"]:
        return found
    if (
        settings["SECRET_KEY"] == INSECURE_SECRET_KEY
        or len(settings["SECRET_KEY"]) < 40
    ):
        found.append("SECRET_KEY must be a secret of your own, 40 characters or more.")
    if not settings["ALLOWED_HOSTS"]:
        found.append("ALLOWED_HOSTS must name the host names the shop answers to.")
    if not settings["SITE_URL"].startswith("https://"):
        found.append("SITE_URL must be the shop's public address, https://…")
    if not settings["REDIS_URL"]:
        found.append("REDIS_URL must name the broker and shared cache.")
    return found + _missing_payment_keys(settings)


def _missing_payment_keys(settings: Mapping[str, Any]) -> list[str]:
    """What a provider still needs before it takes real money."""
    found = []
    if settings["USES_STRIPE_STANDIN"]:
        found.append(
            "STRIPE_SECRET_KEY must be set: the stand-in takes no real money"
            " (USE_STRIPE=0 sells without cards)."
        )
    elif settings["STRIPE_SECRET_KEY"] and not settings["STRIPE_WEBHOOK_SECRET"]:
        found.append("STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRET beside it.")
    if settings["USES_PAYPAL_STANDIN"]:
        found.append(
            "PAYPAL_CLIENT_ID must be set: the stand-in takes no real money"
            " (USE_PAYPAL=0 sells without PayPal)."
        )
    elif settings["PAYPAL_CLIENT_ID"] and not settings["PAYPAL_WEBHOOK_ID"]:
        found.append("PAYPAL_CLIENT_ID needs PAYPAL_WEBHOOK_ID beside it.")
    return found


def _unfit_stripe_keys(settings: Mapping[str, Any]) -> list[str]:
    """Why the keys of Stripe cannot be right, anywhere: a live key never stands
    beside the stand-in, nor beside a test key."""
    secret, public = settings["STRIPE_SECRET_KEY"], settings["STRIPE_PUBLISHABLE_KEY"]
    if bool(secret) != bool(public):
        return ["STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY go together."]
    if ("_live_" in secret) != ("_live_" in public):
        return ["STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY mix live and test keys."]
    return []


def _unfit_paypal_keys(settings: Mapping[str, Any]) -> list[str]:
    """Why the keys of PayPal cannot be right, anywhere: its stand-in never stands
    beside a live key, neither PayPal's nor Stripe's."""
    found = []
    if bool(settings["PAYPAL_CLIENT_ID"]) != bool(settings["PAYPAL_CLIENT_SECRET"]):
        found.append("PAYPAL_CLIENT_ID and PAYPAL_CLIENT_SECRET go together.")
    if settings["PAYPAL_CLIENT_ID"] and settings["PAYPAL_MODE"] not in MODES:
        found.append("PAYPAL_MODE is sandbox or live.")
    is_live = "_live_" in settings["STRIPE_SECRET_KEY"]
    if settings["USES_PAYPAL_STANDIN"] and (
        is_live or settings["PAYPAL_MODE"] == "live"
    ):
        found.append("The stand-in for PayPal does not stand beside live keys.")
    return found
