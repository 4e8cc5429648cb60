from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from checkout.cart.forgetting import forget_carts, forget_once_a_day
from checkout.cart.models import Cart
from checkout.testing import make_cart
from shop.users.models import User

pytestmark = pytest.mark.django_db


def last_seen(cart: Cart, *, days_ago: int) -> Cart:
    Cart.objects.filter(pk=cart.pk).update(
        updated_at=timezone.now() - timedelta(days=days_ago)
    )
    return cart


def test_a_guests_cart_that_no_browser_remembers_is_forgotten() -> None:
    last_seen(make_cart(draft={"name": "Anna"}), days_ago=62)
    remembered = last_seen(make_cart(), days_ago=60)

    assert forget_carts(timezone.now()) == 1
    assert list(Cart.objects.all()) == [remembered]


def test_carts_of_customers_and_of_orders_stay(buyer: User) -> None:
    last_seen(make_cart(user=buyer), days_ago=400)
    ordered = last_seen(make_cart(), days_ago=400)
    Cart.objects.filter(pk=ordered.pk).update(closed_at=timezone.now())

    assert forget_carts(timezone.now()) == 0
    assert Cart.objects.count() == 2


def test_it_is_looked_for_once_a_day() -> None:
    forget_once_a_day()
    last_seen(make_cart(), days_ago=100)

    forget_once_a_day()

    assert Cart.objects.exists()
