"""Order numbers: short, easy to read aloud, and not to be guessed."""

from __future__ import annotations

import secrets

from checkout.orders.models import Order

# neither vowels (no words come out) nor letters and digits that look alike
ALPHABET = "23456789BCDFGHJKMNPQRTVWXZ"
LENGTH = 8


def new_number() -> str:
    """A number no order has: K7M3-9QXT."""
    while True:
        number = as_number("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))
        if not Order.objects.filter(number=number).exists():
            return number


def as_number(typed: str) -> str:
    """What somebody typed, written as our numbers are; "" when it cannot be one."""
    bare = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    if len(bare) != LENGTH:
        return ""
    return f"{bare[:4]}-{bare[4:]}"
