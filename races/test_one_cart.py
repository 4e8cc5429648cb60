"""One cart, ordered from two tabs, by a double click and by a request tried again."""

from __future__ import annotations

from functools import partial

import pytest
from django.utils import timezone

from catalog.stock.models import Stock
from catalog.testing import make_variant
from checkout.cart.models import Cart
from checkout.flow.auditing import audit_books
from checkout.flow.details import CheckoutDetails
from checkout.flow.placing import place_order
from checkout.orders.models import Order
from checkout.payments.models import Payment
from checkout.testing import make_cart, make_details, make_shop
from races.guards import Uniques
from races.starting import PATIENT, race

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

CLICKS = 6
CLOSE_THE_CART = r'UPDATE "checkout_cart" SET "closed_at"'


def click(cart: Cart, details: CheckoutDetails) -> str:
    order = place_order(cart, details=details, user=None, now=timezone.now())
    return f"order {order.pk}"


def make_filled_cart() -> tuple[Cart, CheckoutDetails]:
    make_shop()
    cart = make_cart(make_variant(stock=40))
    return cart, make_details(cart)


def test_six_clicks_on_one_cart_place_one_order() -> None:
    cart, details = make_filled_cart()

    ends = race(*[partial(click, cart, details)] * CLICKS, meet=CLOSE_THE_CART)

    order = Order.objects.get()
    assert ends == {f"order {order.pk}": CLICKS}
    assert Payment.objects.count() == 1
    assert Stock.objects.get().sold == 1
    assert [*audit_books()] == []


def test_control_without_the_guards_every_click_is_an_order(
    monkeypatch: pytest.MonkeyPatch, uniques: Uniques
) -> None:
    cart, details = make_filled_cart()
    monkeypatch.setattr(Cart.objects, "open", Cart.objects.all)
    uniques.without(Order, "cart")

    ends = race(
        *[partial(click, cart, details)] * CLICKS, meet=CLOSE_THE_CART, patience=PATIENT
    )

    assert len(ends) == Order.objects.count() > 1
    assert Stock.objects.get().sold > 1
