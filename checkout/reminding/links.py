"""The links in a reminder: signed, so that nobody guesses another's cart."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

_CART = "checkout.reminding.cart"
_REFUSAL = "checkout.reminding.refusal"
GOOD_FOR = timedelta(days=14)


def cart_mark(cart_id: int) -> str:
    return signing.dumps(cart_id, salt=_CART)


def cart_of_mark(mark: str) -> int | None:
    """The cart a link leads to, while the link is good."""
    return _read(mark, _CART, GOOD_FOR)


def refusal_mark(cart_id: int) -> str:
    return signing.dumps(cart_id, salt=_REFUSAL)


def cart_of_refusal(mark: str) -> int | None:
    """Unsubscribing never expires."""
    return _read(mark, _REFUSAL, None)


def _read(mark: str, salt: str, good_for: timedelta | None) -> int | None:
    try:
        return int(signing.loads(mark, salt=salt, max_age=good_for))
    except signing.BadSignature:
        return None
