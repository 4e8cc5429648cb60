"""What the objects of the stand-in have in common."""

from __future__ import annotations

import secrets
import string
from typing import Any

from django.conf import settings
from django.utils import timezone

from checkout.payments.providers.paypal.standin.faults import unknown
from checkout.payments.standin.models import StandinObject

ALPHABET = string.ascii_uppercase + string.digits
BUYER = {
    "name": {"given_name": "Test", "surname": "Buyer"},
    "email_address": "buyer@paypal.example",
    "account_id": "TESTBUYER0001",
}


def new_id(length: int = 17) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def find(kind: str, given: str, *, lock: bool = False) -> StandinObject:
    objects = StandinObject.objects.of(kind).filter(pk=given)
    found = (objects.select_for_update() if lock else objects).first()
    if found is None:
        raise unknown(given)
    return found


def now() -> str:
    return timezone.now().isoformat(timespec="microseconds")


def link(rel: str, path: str, method: str = "GET") -> dict[str, str]:
    href = f"{settings.SITE_URL}/standin/paypal{path}"
    return {"href": href, "rel": rel, "method": method}


def text_in(body: dict[str, Any], *path: str) -> str:
    """A text somewhere in a body, "" where there is none."""
    found: Any = body
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""
