from __future__ import annotations

import re

import pytest
from django.test import Client

from catalog.testing import make_variant
from checkout.cart.models import Cart
from checkout.flow.tests.buyers import bring, fill_in
from checkout.testing import make_cart, make_method, make_shop

pytestmark = pytest.mark.django_db

URL = "/en/checkout/draft/"


@pytest.fixture(autouse=True)
def _shop() -> None:
    make_shop()


def change(client: Client, cart: Cart, name: str, **changes: str) -> str:
    """What htmx gets after `name` has changed on the page as it was shown."""
    bring(client, cart)
    page = client.get("/en/checkout/").content.decode()
    marks = dict(re.findall(r'name="(made_\w+)" value="(\w+)"', page))
    headers = {"HX-Request": "true", "HX-Trigger-Name": name}
    answer = client.post(URL, fill_in(cart, **marks, **changes), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def parts(fragment: str) -> list[str]:
    return re.findall(r'id="((?:checkout|field)-\w+)"[^>]*hx-swap-oob', fragment)


def test_field_in_order_is_put_anew_alone(client: Client) -> None:
    assert parts(change(client, make_cart(), "street")) == ["field-street"]


def test_wrong_field_says_what_to_do_and_leaves_the_others_alone(
    client: Client,
) -> None:
    fragment = change(client, make_cart(), "email", email="anna@", street="")

    assert parts(fragment) == ["field-email"]
    assert "It should look like anna@example.com." in fragment


def test_other_delivery_changes_the_total_alone(client: Client) -> None:
    make_method("1.00", code="locker")

    fragment = change(client, make_cart(), "method", method="courier")

    assert parts(fragment) == ["checkout-summary"]
    assert 'value="EUR 14.90"' in fragment


def test_fee_of_a_way_of_paying_is_added(client: Client) -> None:
    fragment = change(
        client, make_cart(make_variant(price="10.00")), "payment", payment="cod"
    )

    assert parts(fragment) == ["checkout-summary"]
    assert 'value="EUR 17.40"' in fragment


def test_other_country_asks_for_its_address_and_prices_anew(client: Client) -> None:
    make_method("9.00", code="far", countries=("US",))

    fragment = change(client, make_cart(), "country", country="US")

    assert parts(fragment) == [
        "checkout-address",
        "checkout-delivery",
        "checkout-summary",
    ]
    assert "ZIP code" in fragment


def test_telephone_appears_with_the_method_that_needs_it(client: Client) -> None:
    make_method("6.00", code="evening", needs_phone=True)

    fragment = change(client, make_cart(), "method", method="evening")

    assert parts(fragment) == ["checkout-phone", "checkout-summary"]


def test_other_billing_address_unfolds(client: Client) -> None:
    cart = make_cart()
    bring(client, cart)
    headers = {"HX-Request": "true", "HX-Trigger-Name": "same_address"}

    answer = client.post(URL, fill_in(cart, same_address=None), headers=headers)

    assert 'name="billing_street"' in answer.content.decode()


def test_without_javascript_the_page_comes_back_with_the_change(client: Client) -> None:
    make_method("1.00", code="locker")
    cart = make_cart(make_variant(price="10.00"))
    bring(client, cart)

    answer = client.post(URL, fill_in(cart), follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [("/en/checkout/", 302)]
    assert 'value="EUR 14.90"' in page
    assert 'value="anna@example.com"' in page


def test_draft_without_a_cart_leads_to_the_cart(client: Client) -> None:
    assert client.post(URL, {}).headers["Location"] == "/en/checkout/"
