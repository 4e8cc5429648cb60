"""How Anna goes through the checkout in these tests."""

from __future__ import annotations

from typing import Any

from django.test import Client

from checkout.cart.models import Cart
from checkout.testing import ADDRESS


def bring(client: Client, cart: Cart) -> None:
    """Let the browser carry this cart."""
    client.cookies["cart"] = str(cart.token)


def fill_in(cart: Cart, **changes: str | None) -> dict[str, str]:
    """The checkout form as Anna posts it; a field set to None is not there."""
    typed = {
        **ADDRESS,
        "cart": str(cart.token),
        "email": "anna@example.com",
        "same_address": "on",
        "note": "",
        "method": "courier",
        "payment": "bank",
        "total_seen": "EUR 14.90",
        **changes,
    }
    return {name: value for name, value in typed.items() if value is not None}


def buy(client: Client, cart: Cart, **changes: Any) -> Any:
    bring(client, cart)
    return client.post("/en/checkout/", fill_in(cart, **changes))
