"""Whatever is sent, the shop answers politely and sells nothing by accident."""

from __future__ import annotations

import pytest
from django.test import Client

from checkout.flow.tests.buyers import bring, fill_in
from checkout.orders.models import Order
from checkout.testing import make_cart, make_order, make_shop

pytestmark = pytest.mark.django_db

ODD = ["", "\x00", "x" * 5000, "💥", "\u202e", "1e999", "-1", "{{7*7}}", "<script>"]
FIELDS = [
    "cart",
    "country",
    "email",
    "method",
    "name",
    "payment",
    "postcode",
    "total_seen",
    "vat_number",
    "billing_country",
]


@pytest.mark.parametrize("url", ["/en/checkout/", "/en/checkout/draft/"])
@pytest.mark.parametrize("value", ["\x00", "-1\u202e💥" + "x" * 5000])
def test_no_odd_field_breaks_the_checkout(client: Client, url: str, value: str) -> None:
    make_shop()
    cart = make_cart()
    bring(client, cart)

    for field in FIELDS:
        typed = fill_in(cart, same_address=None) | {field: value}
        headers = {"HX-Request": "true", "HX-Trigger-Name": field}
        assert client.post(url, typed, headers=headers).status_code < 500

    assert client.get("/en/checkout/").status_code == 200
    assert not Order.objects.exists()


def test_odd_cookie_is_no_cart(client: Client) -> None:
    client.cookies["cart"] = "x' OR 1=1"

    assert client.get("/en/checkout/").status_code == 302


@pytest.mark.parametrize("page", ["", "payment/", "cancellation/"])
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete"])
def test_no_method_breaks_a_page_of_an_order(
    client: Client, page: str, method: str
) -> None:
    order = make_order()

    answer = getattr(client, method)(f"{order.get_absolute_url()}{page}")

    assert answer.status_code < 500


@pytest.mark.parametrize("value", ODD)
def test_no_odd_number_breaks_the_search(client: Client, value: str) -> None:
    typed = {"number": value, "email": "anna@example.com"}

    assert client.post("/en/orders/", typed).status_code == 422
