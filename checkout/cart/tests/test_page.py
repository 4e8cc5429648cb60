from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.pricing.loading import default_price_list, load_vat_rates
from catalog.pricing.prices import set_price
from catalog.products.models import Variant
from catalog.stock.models import Hold, Stock
from catalog.testing import (
    make_bundle,
    make_offer,
    make_picture,
    make_price_list,
    make_variant,
)
from checkout.cart.models import Cart, CartLine
from checkout.testing import make_cart, make_coupon, make_method

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
TUESDAY = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Riga"))


def bring(client: Client, cart: Cart) -> None:
    client.cookies["cart"] = str(cart.token)


def look(client: Client, cart: Cart | None = None) -> str:
    if cart:
        bring(client, cart)
    response = client.get("/en/cart/")
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_cart_leads_on(client: Client) -> None:
    page = look(client)

    assert "Your cart is empty" in page
    assert "Look around" in page
    assert not Cart.objects.exists()


def test_the_whole_cost_and_the_days_stand_there_before_anything_is_asked(
    client: Client,
) -> None:
    load_vat_rates()
    make_method("3.90", name="Parcel locker", days_min=1, days_max=2)
    make_method("5.50", name="Courier", countries=("LV",))
    cart = make_cart(make_variant(price="18.00"), quantity=2)

    with patch("django.utils.timezone.now", return_value=TUESDAY):
        page = look(client, cart)

    text = page.translate({0x2068: None, 0x2069: None, 0x2009: " "})
    assert "Parcel locker" in text
    assert "<dd>€36.00</dd>" in text
    assert '<dd class="total" data-news>€39.90</dd>' in text
    assert "including 21% VAT" in text
    assert '<dd class="soft">€6.92</dd>' in text
    assert "With you <strong>Wed 25 – Thu 26 November</strong>" in text
    assert 'name="email"' not in page
    assert 'href="/en/checkout/"' in page


def test_the_cart_is_there_again_tomorrow_and_its_cookie_lasts_on(
    client: Client,
) -> None:
    cart = make_cart()
    bring(client, cart)

    response = client.get("/en/cart/")

    assert "Stoneware mug" in response.content.decode()
    assert response.cookies["cart"].value == str(cart.token)
    assert response.cookies["cart"]["max-age"] == 60 * 24 * 3600


@pytest.mark.parametrize("token", ["", "x", "0" * 36, "'; DROP TABLE"])
def test_a_cookie_that_is_no_cart_of_ours_is_an_empty_cart(
    client: Client, token: str
) -> None:
    client.cookies["cart"] = token

    assert "Your cart is empty" in look(client)


def test_a_cart_that_was_ordered_is_no_longer_the_cart(client: Client) -> None:
    cart = make_cart()
    Cart.objects.update(closed_at=timezone.now())

    assert "Your cart is empty" in look(client, cart)


def test_quantity_recalculates_with_a_plain_form(client: Client) -> None:
    cart = make_cart(make_variant(price="18.00", stock=9))
    bring(client, cart)

    response = client.post(
        f"/en/cart/lines/{cart.lines.get().pk}/", {"quantity": 3}, follow=True
    )

    assert cart.lines.get().quantity == 3
    assert Hold.objects.get().quantity == 3
    assert "€54.00" in response.content.decode()


def test_quantity_recalculates_with_htmx_and_swaps_the_badge(client: Client) -> None:
    cart = make_cart(make_variant(price="18.00", stock=9))
    bring(client, cart)

    response = client.post(
        f"/en/cart/lines/{cart.lines.get().pk}/", {"quantity": 3}, headers=HTMX
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert "€54.00" in page
    assert '<span class="count">3</span>' in page
    assert 'hx-swap-oob="true"' in page


def test_more_than_there_is_becomes_what_there_is(client: Client) -> None:
    cart = make_cart(make_variant(stock=4))
    bring(client, cart)

    client.post(f"/en/cart/lines/{cart.lines.get().pk}/", {"quantity": 50})

    assert cart.lines.get().quantity == 4
    assert Stock.objects.get().held == 4


@pytest.mark.parametrize("quantity", ["-1", "x", "", "1000", "2.5"])
def test_a_quantity_that_makes_no_sense_changes_nothing(
    client: Client, quantity: str
) -> None:
    cart = make_cart(quantity=2)
    bring(client, cart)

    response = client.post(
        f"/en/cart/lines/{cart.lines.get().pk}/", {"quantity": quantity}, follow=True
    )

    assert response.status_code == 200
    assert cart.lines.get().quantity == 2


def test_a_line_of_somebody_else_cannot_be_changed(client: Client) -> None:
    other = make_cart(quantity=2)
    bring(client, make_cart())

    client.post(f"/en/cart/lines/{other.lines.get().pk}/", {"quantity": 0})

    assert other.lines.get().quantity == 2


@pytest.mark.parametrize("is_htmx", [True, False])
def test_a_removal_can_be_taken_back(client: Client, *, is_htmx: bool) -> None:
    cart = make_cart(make_variant(stock=5), quantity=2)
    bring(client, cart)
    headers = HTMX if is_htmx else {}

    response = client.post(
        f"/en/cart/lines/{cart.lines.get().pk}/",
        {"quantity": 0},
        headers=headers,
        follow=True,
    )

    page = response.content.decode()
    assert not cart.lines.exists()
    assert not Hold.objects.exists()
    assert "“Stoneware mug” is no longer in your cart." in page
    assert "Put it back" in page
    assert 'name="quantity" value="2"' in page

    client.post("/en/cart/lines/", {"variant": Variant.objects.get().pk, "quantity": 2})
    assert cart.lines.get().quantity == 2


def test_a_removal_is_offered_back_once(client: Client) -> None:
    cart = make_cart()
    bring(client, cart)
    client.post(f"/en/cart/lines/{cart.lines.get().pk}/", {"quantity": 0})

    assert "Put it back" in look(client)
    assert "Put it back" not in look(client)


def test_what_a_browser_invents_is_not_offered_back(client: Client) -> None:
    client.cookies["removed"] = '{"title": "Win a prize"}:forged'

    assert "Win a prize" not in look(client)


def test_what_is_no_longer_sold_says_so_and_is_not_charged(client: Client) -> None:
    make_method()
    gone = make_variant(price="18.00")
    cart = make_cart(gone, make_variant(price="10.00"))
    Variant.objects.filter(pk=gone.pk).update(is_active=False)

    page = look(client, cart)

    assert "“Stoneware mug” is no longer sold." in page
    assert "€28" not in page
    assert "Before you can order" in page
    assert "Go to checkout" not in page
    assert page.count("line-remove") == 2


def test_what_sold_out_meanwhile_says_so(client: Client) -> None:
    make_method()
    cart = make_cart()
    Hold.objects.all().delete()
    Stock.objects.update(on_hand=0, held=0)

    page = look(client, cart)

    assert "“Stoneware mug” is sold out." in page
    assert "Go to checkout" not in page
    assert cart.lines.exists()


def test_what_has_become_too_few_can_be_taken_with_one_press(client: Client) -> None:
    make_method()
    cart = make_cart(make_variant(stock=5), quantity=4)
    Hold.objects.all().delete()
    Stock.objects.update(on_hand=3, held=0)

    page = look(client, cart)

    assert "Only 3 of “Stoneware mug” are left." in page
    assert 'name="quantity" value="3">Take 3</button>' in page


def test_a_country_we_do_not_serve_is_said_and_can_be_changed(client: Client) -> None:
    make_method(countries=("LV",))
    cart = make_cart()
    client.cookies["country"] = "JP"

    page = look(client, cart)

    assert "We cannot deliver these goods to Japan." in page
    assert "Go to checkout" not in page
    assert '<option value="LV">Latvia</option>' in page


def test_the_country_can_be_chosen_in_the_cart(client: Client) -> None:
    make_method("3.90", countries=("LV",))
    make_method("9.90", countries=("DE",))
    bring(client, make_cart(make_variant(price="10.00")))

    response = client.post(
        "/choices/", {"country": "DE", "next": "/en/cart/"}, follow=True
    )

    assert response.request["PATH_INFO"] == "/en/cart/"
    assert "€19.90" in response.content.decode()
    assert Cart.objects.get().country == "DE"


def test_another_currency_has_its_own_prices_and_keeps_none(client: Client) -> None:
    pounds = make_price_list("GBP", countries=("GB",))
    make_method("4.00", countries=("GB",), currency="GBP")
    variant = make_variant(price="18.00")
    set_price(variant, price_list=pounds, amount=Decimal("16.00"), by="test")
    cart = make_cart(variant)
    client.cookies["country"] = "GB"

    page = look(client, cart)

    assert "£20.00" in page
    assert "€" not in page.split('id="cart"')[1].split("</aside>")[0]
    assert cart.lines.get().kept_price == Decimal("16.00")


def test_how_much_is_missing_for_free_delivery_is_said(client: Client) -> None:
    make_method("3.90", free_from=Decimal(30))
    cart = make_cart(make_variant(price="12.50"), quantity=2)

    assert "Add \u2068€5.00\u2069 more and delivery is free." in look(client, cart)


def test_delivery_is_free_from_its_threshold(client: Client) -> None:
    make_method("3.90", free_from=Decimal(25))
    cart = make_cart(make_variant(price="12.50"), quantity=2)

    page = look(client, cart)

    assert "more and delivery is free" not in page
    assert "<dd>Free</dd>" in page


def test_the_picture_of_the_variant_is_shown(client: Client) -> None:
    make_method()
    variant = make_variant()
    make_picture(variant.product)
    own = make_picture(variant.product, position=1)
    own.variants.add(variant)

    page = look(client, make_cart(variant))

    assert f'<img src="{own.file.url}" width="400" height="300" alt=""' in page


@pytest.mark.parametrize("count", [1, 10])
def test_a_cart_of_any_size_takes_six_queries_at_most(
    client: Client,
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    load_vat_rates()
    make_method(free_from=Decimal(200))
    variants = [make_variant(price="12.00", stock=9) for _ in range(count)]
    make_offer(variants[0].product)
    for variant in variants:
        make_picture(variant.product)
    bring(client, make_cart(*variants))
    client.get("/en/cart/")

    with django_assert_max_num_queries(6):
        client.get("/en/cart/")


def test_an_empty_cart_takes_no_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/en/cart/")

    with django_assert_num_queries(0):
        client.get("/en/cart/")


def test_a_bundle_is_kept_with_its_parts(client: Client) -> None:
    mug = make_variant(stock=3)
    bundle = make_bundle({mug: 2}).variants.get()
    cart = make_cart(mug, bundle)

    assert Hold.objects.get(holder=cart.token).quantity == 3
    assert Stock.objects.get(variant=mug).held == 3


def test_shopper_who_stays_keeps_goods_and_price(client: Client) -> None:
    variant = make_variant(price="18.00")
    cart = make_cart(variant)
    late = timezone.now() + timedelta(minutes=20)

    with patch("django.utils.timezone.now", return_value=late):
        look(client, cart)

    assert Hold.objects.get().until == late + timedelta(minutes=30)
    assert cart.lines.get().kept_until == late + timedelta(minutes=30)


def test_a_price_that_rises_stays_while_it_is_kept(client: Client) -> None:
    variant = make_variant(price="18.00")
    cart = make_cart(variant)
    set_price(
        variant, price_list=default_price_list(), amount=Decimal("21.00"), by="test"
    )

    page = look(client, cart)

    assert "€18.00" in page
    assert "€21.00" not in page


def test_a_price_that_sinks_is_the_buyers(client: Client) -> None:
    variant = make_variant(price="18.00")
    cart = make_cart(variant)
    set_price(
        variant, price_list=default_price_list(), amount=Decimal("15.00"), by="test"
    )

    page = look(client, cart)

    assert "€15.00" in page
    assert "€18.00" not in page


def test_a_price_that_has_risen_since_is_said_until_the_line_is_changed(
    client: Client,
) -> None:
    make_method()
    variant = make_variant(price="18.00")
    cart = make_cart(variant)
    set_price(
        variant, price_list=default_price_list(), amount=Decimal("21.00"), by="test"
    )
    CartLine.objects.update(kept_until=timezone.now() - timedelta(seconds=1))

    risen = "The price has risen from \u2068€18.00\u2069 to \u2068€21.00\u2069"
    for _ in range(2):
        page = look(client, cart)
        assert risen in page
        assert "€24.90" in page
    assert cart.lines.get().kept_price == Decimal("21.00")

    client.post(f"/en/cart/lines/{cart.lines.get().pk}/", {"quantity": 2})
    assert "The price has risen" not in look(client)


def test_coupon_is_taken_however_it_is_spelt(client: Client) -> None:
    make_method("3.90")
    make_coupon("WELCOME10")
    cart = make_cart(make_variant(price="18.00"), quantity=2)
    bring(client, cart)

    response = client.post("/en/cart/coupon/", {"code": " welcome10 "}, follow=True)

    page = response.content.decode()
    assert "Coupon WELCOME10" in page
    assert "\u2068€3.60\u2069" in page
    assert "€36.30" in page


def test_coupon_can_be_taken_off(client: Client) -> None:
    cart = make_cart(coupon=make_coupon())
    bring(client, cart)

    client.post("/en/cart/coupon/", {"code": ""})

    cart.refresh_from_db()
    assert cart.coupon is None


def test_refused_coupon_says_why_and_stays_typed(client: Client) -> None:
    make_coupon("MINUS5", minimum=Decimal(30))
    cart = make_cart(make_variant(price="18.00"))
    bring(client, cart)

    response = client.post("/en/cart/coupon/", {"code": "minus5"}, headers=HTMX)

    page = response.content.decode()
    assert "add \u2068€12.00\u2069 to use it" in page
    assert 'value="minus5"' in page
    cart.refresh_from_db()
    assert cart.coupon is None


def test_coupon_that_no_longer_holds_says_why_and_is_not_charged(
    client: Client,
) -> None:
    make_method("3.90")
    coupon = make_coupon("MINUS5", minimum=Decimal(30))
    cart = make_cart(make_variant(price="18.00"), coupon=coupon)

    page = look(client, cart)

    assert "is for goods worth \u2068€30.00\u2069 or more" in page
    assert "€21.90" in page
    assert "Go to checkout" in page


def test_codes_cannot_be_guessed_without_end(client: Client) -> None:
    bring(client, make_cart())

    codes = [
        client.post("/en/cart/coupon/", {"code": f"GUESS{n}"}).status_code
        for n in range(21)
    ]

    assert codes[19] != 429
    assert codes[20] == 429
