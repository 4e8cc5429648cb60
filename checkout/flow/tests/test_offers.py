"""Automatic offers from the cart to the order, and back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.stock.availability import available
from catalog.stock.models import Stock
from catalog.testing import make_variant
from checkout.cart.couponing import use_coupon
from checkout.cart.models import Cart
from checkout.cart.pricing import price_cart
from checkout.discounts.coupons import CouponRefused
from checkout.discounts.models import (
    CartOffer,
    CustomerGroup,
    OfferUse,
    OneTimeCode,
    Purchase,
)
from checkout.flow.auditing import audit_books
from checkout.flow.cancelling import cancel_order
from checkout.flow.placing import OfferChanged, place_order
from checkout.flow.tests.buyers import bring, buy
from checkout.orders.amounts import quote_of
from checkout.orders.models import AppliedOffer, Order, OrderLine
from checkout.testing import (
    make_cart,
    make_codes,
    make_coupon,
    make_details,
    make_offer,
    make_shop,
)
from shop.users.models import User

Kind = CartOffer.Kind
pytestmark = pytest.mark.django_db


def order(cart: Cart, **details: Any) -> Order:
    return place_order(
        Cart.objects.get(pk=cart.pk),
        details=make_details(cart, **details),
        user=None,
        now=timezone.now(),
    )


def text(answer: Any) -> str:
    words = answer.content.decode().translate({0x2068: None, 0x2069: None})
    return " ".join(words.split())


def test_the_cart_names_what_an_offer_takes_off(client: Client) -> None:
    make_shop()
    make_offer(name="Summer in the cart")
    cart = make_cart(quantity=2)
    bring(client, cart)

    page = text(client.get("/en/cart/"))

    assert "Summer in the cart" in page
    assert "you save €2.00" in page
    assert "€22.90" in page  # two at 10.00, 2.00 off, and 4.90


def test_the_cart_says_what_nearly_applies(client: Client) -> None:
    make_shop()
    make_offer(Kind.BUY_GET, buy_quantity=2, get_quantity=1, percent=Decimal(100))
    make_offer(Kind.FREE_DELIVERY, minimum=Decimal("27.10"), currency="EUR")
    bring(client, make_cart(quantity=2))

    page = text(client.get("/en/cart/"))

    assert "Add one more and the cheapest is free." in page
    assert "Add €7.10 more and delivery is free." in page
    assert '<progress value="73" max="100"' in page


def test_an_order_keeps_copies_and_its_quote_can_be_made_again() -> None:
    make_shop()
    make_coupon("WELCOME10")
    first = make_offer(name="Ten off", priority=1)
    make_offer(Kind.AMOUNT, name="One euro", amount=Decimal(1), currency="EUR")
    cart = make_cart(make_variant(price="7.77"), make_variant(price="3.33"), quantity=3)
    use_coupon(cart, "WELCOME10", now=timezone.now())
    seen = price_cart(cart, now=timezone.now()).quote

    placed = order(cart)

    again = quote_of(placed)
    assert again.total == placed.total == seen.total
    assert [line.discount for line in again.lines] == [
        line.discount for line in seen.lines
    ]
    assert [line.taxed for line in again.lines] == [line.taxed for line in seen.lines]
    assert [each.name for each in placed.applied_offers.order_by("pk")] == [
        "Ten off",
        "One euro",
    ]
    assert placed.coupon_discount == seen.coupon_discount > 0
    first.delete()
    assert quote_of(placed).total == placed.total
    assert not list(audit_books())


def test_the_page_and_the_mail_of_an_order_name_its_offers(
    client: Client, mailoutbox: list[Any], run_jobs: Any
) -> None:
    make_shop()
    make_offer(name="Ten off everything")
    cart = make_cart()

    buy(client, cart, total_seen="EUR 13.90")
    run_jobs()

    placed = Order.objects.get()
    page = text(client.get(placed.get_absolute_url()))
    assert "Ten off everything" in page
    assert "Ten off everything" in mailoutbox[0].body
    assert "1.00" in mailoutbox[0].body


def test_a_gift_comes_by_itself_and_is_taken_out_of_stock() -> None:
    make_shop()
    soap = make_variant(price="5.00", stock=3)
    make_offer(Kind.GIFT, name="A soap for you", gift=soap)
    cart = make_cart(make_variant())

    placed = order(cart)

    line = placed.lines.get(is_gift=True)
    assert (line.variant, line.unit_price, line.regular_price) == (soap, 0, 5)
    assert placed.total == Decimal("14.90")
    assert Stock.objects.get(variant=soap).sold == 1
    assert not list(audit_books())


def test_a_gift_can_be_refused_and_brought_back(client: Client) -> None:
    make_shop()
    soap = make_variant(price="5.00", stock=3)
    offer = make_offer(Kind.GIFT, name="A soap for you", gift=soap)
    cart = make_cart()
    bring(client, cart)

    assert "A soap for you" in text(client.get("/en/cart/"))
    client.post(f"/en/cart/gifts/{offer.pk}/", {"wanted": ""})
    without = text(client.get("/en/cart/"))
    client.post(f"/en/cart/gifts/{offer.pk}/", {"wanted": "yes"})

    assert "Take the gift after all" in without
    assert price_cart(Cart.objects.get(), now=timezone.now()).gifts


def test_a_gift_that_runs_out_blocks_nobody() -> None:
    make_shop()
    soap = make_variant(price="5.00", stock=1)
    make_offer(Kind.GIFT, gift=soap)
    first, second = make_cart(), make_cart()
    details = [make_details(each) for each in (first, second)]

    for cart, each in zip((first, second), details, strict=True):
        place_order(cart, details=each, user=None, now=timezone.now())

    assert OrderLine.objects.filter(is_gift=True).count() == 1
    assert Order.objects.count() == 2
    assert Stock.objects.get(variant=soap).sold == 1
    assert not list(audit_books())


def test_a_gift_gone_at_the_last_moment_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_shop()
    soap = make_variant(price="5.00", stock=1)
    offer = make_offer(Kind.GIFT, gift=soap)
    cart = make_cart()
    details = make_details(cart)
    # the page saw the last one, another order took it
    monkeypatch.setattr(
        "checkout.cart.pricing.available",
        lambda *asked, **more: {**available(*asked, **more), soap.pk: 1},
    )
    Stock.objects.filter(variant=soap).update(sold=1)

    placed = place_order(cart, details=details, user=None, now=timezone.now())

    assert not placed.lines.filter(is_gift=True).exists()
    assert placed.total == Decimal("14.90")
    assert OfferUse.objects.filter(offer=offer).count() == 0


def test_free_delivery_is_named_with_what_it_saves() -> None:
    make_shop()
    make_offer(Kind.FREE_DELIVERY, name="We carry it", minimum=Decimal(5))

    placed = order(make_cart())

    applied = AppliedOffer.objects.get()
    assert (placed.shipping, placed.total) == (0, 10)
    assert (applied.amount, applied.delivery) == (0, Decimal("4.90"))
    assert not list(audit_books())


def test_a_second_order_of_a_customer_is_no_first_one() -> None:
    make_shop()
    make_offer(is_first_order_only=True)

    first = order(make_cart())
    second = order(make_cart(), email="ANNA@example.com")

    assert (first.discount, second.discount) == (1, 0)


def test_a_cancelled_order_gives_back_offer_code_and_first_order() -> None:
    make_shop()
    offer = make_offer(
        needs_code=True, usage_limit=1, limit_per_customer=1, is_first_order_only=True
    )
    [code] = make_codes(offer=offer)
    cart = make_cart()
    use_coupon(cart, code.code, now=timezone.now())
    placed = order(cart)
    assert not list(audit_books())

    cancel_order(placed, by="test", reason="")

    offer.refresh_from_db()
    code.refresh_from_db()
    assert (offer.use_count, code.used_at) == (0, None)
    assert not OfferUse.objects.exists()
    assert not Purchase.objects.exists()
    assert not list(audit_books())


def test_a_group_gets_its_offer_when_signed_in_only(buyer: User) -> None:
    make_shop()
    friends = CustomerGroup.objects.create(name="Friends")
    friends.users.add(buyer)
    make_offer(groups=[friends])

    theirs = make_cart(user=buyer)
    guest = make_cart()

    assert price_cart(theirs, now=timezone.now()).quote.discount == 1
    assert order(guest, email=buyer.email).discount == 0


def test_an_offer_used_up_since_the_page_was_seen_orders_nothing() -> None:
    make_shop()
    offer = make_offer(usage_limit=1)
    cart = make_cart()
    details = make_details(cart)
    CartOffer.objects.filter(pk=offer.pk).update(use_count=1)

    with pytest.raises(OfferChanged):
        place_order(cart, details=details, user=None, now=timezone.now())

    assert not Order.objects.exists()
    assert Stock.objects.filter(sold__gt=0).count() == 0


def test_a_one_time_code_of_a_coupon_counts_once() -> None:
    make_shop()
    coupon = make_coupon("TEMPLATE", needs_code=True)
    [code] = make_codes(coupon=coupon)
    first, second = make_cart(), make_cart()
    for cart in (first, second):
        use_coupon(cart, code.code.lower(), now=timezone.now())

    placed = order(first)

    assert (placed.discount, placed.coupon_code) == (1, code.code)
    priced = price_cart(Cart.objects.get(pk=second.pk), now=timezone.now())
    assert priced.quote.discount == 0
    assert "has been used" in priced.coupon_problem
    with pytest.raises(CouponRefused):
        use_coupon(make_cart(), "TEMPLATE", now=timezone.now())
    assert not list(audit_books())


def test_a_refused_one_time_code_says_what_would_make_it_valid() -> None:
    make_shop()
    offer = make_offer(
        name="Set the table", minimum=Decimal(30), currency="EUR", needs_code=True
    )
    [code] = make_codes(offer=offer)
    cart = make_cart(quantity=2)

    with pytest.raises(CouponRefused) as refused:
        use_coupon(cart, code.code, now=timezone.now())

    said = str(refused.value).translate({0x2068: None, 0x2069: None})
    assert said == (
        f"The code “{code.code}” is for “Set the table”. Add €10.00 more for 10% off."
    )
    assert Cart.objects.get(pk=cart.pk).one_time_code is None
    assert OneTimeCode.objects.get().used_at is None


def test_offers_and_a_coupon_that_excludes_them_say_so(client: Client) -> None:
    make_shop()
    make_offer(percent=Decimal(20))
    make_coupon("WELCOME10", combines=False)
    cart = make_cart()
    bring(client, cart)

    client.post("/en/cart/coupon/", {"code": "WELCOME10"})
    page = text(client.get("/en/cart/"))

    assert "cannot be used together with these offers" in page
    assert price_cart(Cart.objects.get(), now=timezone.now()).quote.discount == 2


def test_offers_cost_the_cart_few_questions(
    client: Client, django_assert_max_num_queries: Any, buyer: User
) -> None:
    make_shop()
    soap = make_variant(stock=9)
    friends = CustomerGroup.objects.create(name="Friends")
    for number in range(6):
        make_offer(usage_limit=9, limit_per_customer=9, is_first_order_only=True)
        make_offer(Kind.GIFT, gift=soap, minimum=Decimal(number), groups=[friends])
    cart = make_cart(*(make_variant() for _ in range(8)), user=buyer)
    price_cart(cart, now=timezone.now())

    with django_assert_max_num_queries(24):
        price_cart(Cart.objects.get(pk=cart.pk), now=timezone.now())
