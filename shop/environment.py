"""What a shop that is open to the public must have been told by its environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INSECURE_SECRET_KEY = "for-development-only-" + "x" * 40


def refusals(settings: Mapping[str, Any]) -> list[str]:
    """Why a shop with these settings must not open; empty when it may.

    With DEBUG on, on a developer's machine, everything may be missing.
    """
    if settings["DEBUG"]:
        return []
    found = []
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
    if settings["USES_STRIPE_STANDIN"]:
        found.append("STRIPE_SECRET_KEY must be set: the stand-in takes no real money.")
    elif not (settings["STRIPE_PUBLISHABLE_KEY"] and settings["STRIPE_WEBHOOK_SECRET"]):
        found.append(
            "STRIPE_SECRET_KEY needs STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET."
        )
    return found
