"""What may not be sent to a country is said before, and never ordered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from catalog.stock.models import Stock
from catalog.testing import make_variant
from checkout.cart.models import Cart
from checkout.delivery.models import Restriction
from checkout.flow.placing import OfferChanged, place_order
from checkout.orders.models import Order
from checkout.testing import make_cart, make_details, make_method, make_shop
from shop.kept.generation import pages_changed

pytestmark = pytest.mark.django_db


def restricted_cart(country: str = "NO") -> Cart:
    make_shop()
    make_method(countries=("NO",), code="post", name="Post")
    candle = make_variant(title="Soy candle")
    restriction = Restriction.objects.create(
        name="Candles", countries=["NO"], reason="Candles may not fly."
    )
    restriction.products.add(candle.product)
    pages_changed()
    return make_cart(candle, country=country)


@pytest.mark.parametrize("path", ["/en/cart/", "/en/checkout/"])
def test_the_cart_says_what_cannot_be_sent_and_why(client: Client, path: str) -> None:
    cart = restricted_cart()
    client.cookies["cart"] = str(cart.token)
    client.cookies["country"] = "NO"

    page = client.get(path).content.decode()

    assert "“Soy candle” cannot be sent to Norway. Candles may not fly." in page


def test_the_product_page_says_it_for_the_visitor(client: Client) -> None:
    cart = restricted_cart()
    product = cart.lines.get().variant.product
    client.cookies["country"] = "NO"

    page = client.get(product.get_absolute_url()).content.decode()

    assert "Candles may not fly." in page


def test_nobody_orders_it_whatever_they_post() -> None:
    cart = restricted_cart("LV")
    details = make_details(cart)
    address = {**details.shipping_address, "country": "NO", "postcode": "0150"}

    with pytest.raises(OfferChanged, match="cannot be sent to Norway"):
        place_order(
            cart,
            details=replace(details, shipping_address=address, method_code="post"),
            user=None,
            now=timezone.now(),
        )

    assert not Order.objects.exists()
    assert Stock.objects.get().sold == 0
    assert Cart.objects.open().filter(pk=cart.pk).exists()
