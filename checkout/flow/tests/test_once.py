"""However often and from wherever it is ordered: one order, one payment."""

from __future__ import annotations

import pytest
from django.test import Client

from catalog.testing import make_variant
from checkout.flow.tests.buyers import bring, buy, fill_in
from checkout.orders.models import Order
from checkout.payments.models import Payment
from checkout.testing import make_cart, make_shop
from shop.users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> None:
    make_shop()


def test_double_click_gives_one_order(client: Client) -> None:
    cart = make_cart()

    first, second = buy(client, cart), buy(client, cart)

    order = Order.objects.get()
    assert first.headers["Location"] == order.get_absolute_url()
    assert second.headers["Location"] == order.get_absolute_url()
    assert Payment.objects.count() == 1


def test_second_tab_gets_the_order_of_the_first_even_with_a_new_cart(
    client: Client,
) -> None:
    cart = make_cart()
    buy(client, cart)
    bring(client, make_cart())

    answer = client.post("/en/checkout/", fill_in(cart))

    assert answer.headers["Location"] == Order.objects.get().get_absolute_url()


def test_back_to_the_checkout_shows_the_order(client: Client) -> None:
    buy(client, make_cart())

    answer = client.get("/en/checkout/")

    assert answer.headers["Location"] == Order.objects.get().get_absolute_url()


def test_back_shows_the_order_to_a_customer_too(client: Client, buyer: User) -> None:
    client.force_login(buyer)
    cart = make_cart(user=buyer)
    client.post("/en/checkout/", fill_in(cart))

    answer = client.get("/en/checkout/")

    assert answer.headers["Location"] == Order.objects.get().get_absolute_url()


def test_new_cart_after_an_order_can_be_ordered(client: Client) -> None:
    buy(client, make_cart())

    buy(client, make_cart())

    assert Order.objects.count() == 2


def test_other_way_of_paying_after_placing_is_chosen_on_its_own_page(
    client: Client,
) -> None:
    cart = make_cart()
    buy(client, cart)

    answer = buy(client, cart, payment="cod", total_seen="EUR 17.40")

    order = Order.objects.get()
    assert answer.headers["Location"] == f"{order.get_absolute_url()}payment/"
    assert order.payment_method == "bank"


def test_script_is_told_where_to_go(client: Client) -> None:
    cart = make_cart(make_variant())
    bring(client, cart)

    answer = client.post(
        "/en/checkout/", fill_in(cart), headers={"Accept": "application/json"}
    )

    assert answer.json() == {"redirect": Order.objects.get().get_absolute_url()}
