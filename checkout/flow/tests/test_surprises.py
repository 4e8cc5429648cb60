"""What changed since the page was shown is said, never done silently."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from catalog.pricing.loading import default_price_list
from catalog.pricing.prices import set_price
from catalog.stock.models import Hold, Stock
from catalog.testing import make_variant
from checkout.cart.models import Cart
from checkout.delivery.models import Method, Rate
from checkout.discounts.models import Coupon
from checkout.flow.tests.buyers import bring, buy, fill_in
from checkout.orders.models import CouponUse, Order
from checkout.payments.models import PaymentMethod
from checkout.testing import make_cart, make_method, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> None:
    make_shop()


def deliver_for(price: str) -> None:
    Rate.objects.update(price=Decimal(price))
    cache.clear()


def refused(answer: object, cart: Cart) -> str:
    """The page after a refusal, once it is sure that nothing happened."""
    assert answer.status_code == 422  # type: ignore[attr-defined]
    cart.refresh_from_db()
    assert cart.closed_at is None
    assert not Order.objects.exists()
    assert not Stock.objects.filter(sold__gt=0).exists()
    page: str = answer.content.decode()  # type: ignore[attr-defined]
    assert "Brīvības iela 1" in page
    assert "anna@example.com" in page
    return page


def test_higher_delivery_price_is_shown_before_it_is_charged(client: Client) -> None:
    cart = make_cart(make_variant(price="10.00"))
    deliver_for("6.00")

    page = refused(buy(client, cart), cart)

    assert "The total has changed to" in page
    assert 'value="EUR 16.00"' in page


def test_after_agreeing_to_the_new_total_it_is_ordered(client: Client) -> None:
    cart = make_cart(make_variant(price="10.00"))
    deliver_for("6.00")
    buy(client, cart)

    buy(client, cart, total_seen="EUR 16.00")

    assert Order.objects.get().total == Decimal("16.00")


def test_lower_price_needs_no_question(client: Client) -> None:
    cart = make_cart(make_variant(price="10.00"))
    deliver_for("3.00")

    buy(client, cart)

    assert Order.objects.get().total == Decimal("13.00")


@pytest.mark.parametrize("seen", [None, "", "14.90", "USD 14.90", "EUR NaN", "EUR x"])
def test_without_a_total_that_was_seen_nothing_is_ordered(
    client: Client, seen: str | None
) -> None:
    cart = make_cart(make_variant(price="10.00"))

    refused(buy(client, cart, total_seen=seen), cart)


def test_price_risen_after_the_hold_is_shown(client: Client) -> None:
    variant = make_variant(price="10.00")
    cart = make_cart(variant)
    price_list = default_price_list()
    set_price(variant, price_list=price_list, amount=Decimal("12.00"), by="staff")
    past = timezone.now() - timedelta(minutes=1)
    cart.lines.update(kept_until=past)
    Hold.objects.update(until=past)

    page = refused(buy(client, cart), cart)

    assert 'value="EUR 16.90"' in page


def test_sold_out_meanwhile_is_said(client: Client) -> None:
    variant = make_variant(stock=2)
    cart = make_cart(variant, quantity=2)
    Hold.objects.all().delete()
    Stock.objects.update(held=0, on_hand=1)

    answer = buy(client, cart, total_seen="EUR 24.90")

    assert "Change the cart" in refused(answer, cart)


def test_delivery_that_is_gone_is_chosen_again(client: Client) -> None:
    make_method("2.00", code="pickup")
    cart = make_cart()
    Method.objects.get(code="courier").delete()
    cache.clear()

    page = refused(buy(client, cart), cart)

    assert "Choose how it should be delivered." in page


def test_way_of_paying_that_is_gone_is_chosen_again(client: Client) -> None:
    cart = make_cart()
    PaymentMethod.objects.filter(code="bank").update(is_active=False)

    page = refused(buy(client, cart), cart)

    assert "Choose how you want to pay." in page


def test_coupon_counts_once_it_is_ordered(client: Client) -> None:
    coupon = Coupon.objects.create(code="TEN", kind="percent", value=10, usage_limit=1)
    cart = make_cart(make_variant(price="10.00"), coupon=coupon)

    buy(client, cart, total_seen="EUR 13.90")

    order = Order.objects.get()
    coupon.refresh_from_db()
    assert (order.discount, order.total) == (Decimal("1.00"), Decimal("13.90"))
    assert coupon.use_count == 1
    assert CouponUse.objects.get().email == "anna@example.com"


def test_coupon_used_up_by_another_is_taken_off_and_said(client: Client) -> None:
    coupon = Coupon.objects.create(
        code="TEN", kind="percent", value=10, limit_per_customer=1
    )
    buy(client, make_cart(coupon=coupon), total_seen="EUR 13.90")
    cart = make_cart(coupon=coupon)
    bring(client, cart)

    answer = client.post("/en/checkout/", fill_in(cart, total_seen="EUR 13.90"))

    assert answer.status_code == 422
    assert "You have already used the code" in answer.content.decode()
    assert 'value="EUR 14.90"' in answer.content.decode()
    assert Order.objects.count() == 1


def test_coupon_that_does_not_hold_is_not_used(client: Client) -> None:
    coupon = Coupon.objects.create(code="TEN", kind="percent", value=10, minimum=50)
    cart = make_cart(make_variant(price="10.00"), coupon=coupon)

    buy(client, cart, total_seen="EUR 14.90")

    coupon.refresh_from_db()
    assert Order.objects.get().coupon_code == ""
    assert coupon.use_count == 0


def test_country_without_delivery_is_said(client: Client) -> None:
    cart = make_cart()

    answer = buy(client, cart, country="JP")

    assert "We do not deliver to this country yet." in answer.content.decode()
    assert not Order.objects.exists()


def test_refused_script_gets_the_parts_of_the_page(client: Client) -> None:
    cart = make_cart()
    bring(client, cart)

    answer = client.post(
        "/en/checkout/",
        fill_in(cart, total_seen="EUR 1.00"),
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 422
    assert sorted(answer.json()["parts"]) == [
        "checkout-address",
        "checkout-contact",
        "checkout-credit",
        "checkout-delivery",
        "checkout-errors",
        "checkout-phone",
        "checkout-summary",
        "checkout-ways",
    ]
