"""Twenty people shop at once, through real sockets, on the database at hand."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest

from catalog.products.models import Variant
from catalog.stock.models import Stock
from catalog.testing import make_variant
from checkout.orders.models import Order
from checkout.testing import ADDRESS, make_shop

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

SHOPPERS = 20
PIECES = 12
PATIENCE = 120


def test_twenty_shoppers_buy_what_there_is(live_server: LiveServer) -> None:
    make_shop()
    mug = make_variant(stock=PIECES)

    def shop(number: int) -> str:
        return _shop(live_server.url, mug, number)

    with ThreadPoolExecutor(SHOPPERS) as pool:
        outcomes = list(pool.map(shop, range(SHOPPERS)))

    assert outcomes.count("ordered") == PIECES
    assert outcomes.count("sold out") == SHOPPERS - PIECES
    assert Order.objects.count() == PIECES
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.sold, stock.held) == (PIECES, PIECES, 0)


def _shop(url: str, mug: Variant, number: int) -> str:
    """Look around, take one and pay by bank transfer."""
    with httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False) as browser:

        def keep_cookies(_response: httpx.Response) -> None:
            # they are for TLS, which this server does not speak
            for cookie in browser.cookies.jar:
                cookie.secure = False

        browser.event_hooks["response"].append(keep_cookies)
        for page in ("/en/", f"/en/p/{mug.product.slug}/", "/en/search/?q=mug"):
            assert browser.get(page).status_code == 200
        added = browser.post("/en/cart/lines/", data={"variant": mug.pk, "quantity": 1})
        if added.status_code == 422:
            return "sold out"

        assert added.headers["location"] == "/en/cart/"
        assert browser.get("/en/cart/").status_code == 200
        page = browser.get("/en/checkout/").text
        typed = {
            **ADDRESS,
            **{name: _hidden(page, name) for name in ("cart", "total_seen")},
            "csrfmiddlewaretoken": _hidden(page, "csrfmiddlewaretoken"),
            "email": f"shopper{number}@example.com",
            "same_address": "on",
            "method": "courier",
            "payment": "bank",
        }
        placed = browser.post("/en/checkout/", data=typed)
        if placed.status_code == 422 and "is sold out" in placed.text:
            # another was quicker between the look at the shelf and the hold
            return "sold out"
        assert placed.status_code == 302, placed.text
        assert browser.get(placed.headers["location"]).status_code == 200
        return "ordered"


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]
