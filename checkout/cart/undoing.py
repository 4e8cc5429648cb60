"""Taking back a removal: what was removed is kept in the browser for one page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from checkout.cart.models import CartLine

COOKIE = "removed"
FIVE_MINUTES = 300


@dataclass(frozen=True, slots=True)
class Removed:
    """What it takes to put a line into the cart again."""

    title: str
    variant: int
    quantity: int
    personal: dict[str, str]


def removed(line: CartLine) -> Removed:
    return Removed(str(line.variant), line.variant_id, line.quantity, line.personal)


def remember_removed(response: HttpResponse, what: Removed) -> None:
    response.set_signed_cookie(
        COOKIE,
        json.dumps(asdict(what)),
        max_age=FIVE_MINUTES,
        httponly=True,
        samesite="Lax",
        secure=not settings.DEBUG,
    )


def removed_before(request: HttpRequest) -> Removed | None:
    """What was removed just now, if it was here."""
    text = request.get_signed_cookie(COOKIE, default=None, max_age=FIVE_MINUTES)
    return Removed(**json.loads(text)) if text else None


def forget_removed(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
