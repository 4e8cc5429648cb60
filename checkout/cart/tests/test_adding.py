from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.products.models import PersonalField, Product
from catalog.stock.models import Hold, Stock
from catalog.testing import make_product, make_variant
from checkout.cart.filling import NotAdded, add, set_quantity
from checkout.cart.models import Cart, CartLine
from checkout.testing import make_cart, make_method

pytestmark = pytest.mark.django_db

LINES = "/en/cart/lines/"
HTMX = {"HX-Request": "true"}


def test_what_is_added_is_in_the_cart_of_this_browser(client: Client) -> None:
    make_method()
    variant = make_variant(price="18.00")

    response = client.post(LINES, {"variant": variant.pk, "quantity": 2})

    assert response.status_code == 302
    assert response["Location"] == "/en/cart/"
    cart = Cart.objects.get()
    assert response.cookies["cart"].value == str(cart.token)
    assert response.cookies["cart"]["max-age"] == 60 * 24 * 3600
    assert response.cookies["cart"]["httponly"]
    assert response.cookies["cart"]["samesite"] == "Lax"
    line = cart.lines.get()
    assert (line.variant, line.quantity, line.kept_price) == (
        variant,
        2,
        Decimal("18.00"),
    )


def test_the_same_thing_twice_is_one_line(client: Client) -> None:
    variant = make_variant()

    client.post(LINES, {"variant": variant.pk, "quantity": 1})
    client.post(LINES, {"variant": variant.pk, "quantity": 2})

    assert CartLine.objects.get().quantity == 3
    assert Cart.objects.count() == 1


def test_what_is_in_a_cart_is_kept_for_it(client: Client) -> None:
    variant = make_variant(stock=5)

    client.post(LINES, {"variant": variant.pk, "quantity": 2})

    hold = Hold.objects.get()
    assert (hold.holder, hold.quantity) == (Cart.objects.get().token, 2)
    assert Stock.objects.get(variant=variant).held == 2


def test_of_too_few_there_come_as_many_as_there_are_and_it_is_said(
    client: Client,
) -> None:
    variant = make_variant(stock=3)

    response = client.post(LINES, {"variant": variant.pk, "quantity": 5}, follow=True)

    assert CartLine.objects.get().quantity == 3
    assert "There were only 3 left." in response.content.decode()


def test_the_last_piece_in_the_cart_of_another_is_not_promised_twice(
    client: Client,
) -> None:
    variant = make_variant(stock=1)
    Client().post(LINES, {"variant": variant.pk, "quantity": 1})

    response = client.post(LINES, {"variant": variant.pk, "quantity": 1})

    assert response.status_code == 422
    assert "is sold out" in response.content.decode()
    assert CartLine.objects.count() == 1


def test_all_there_is_being_in_the_cart_already_is_said_so(client: Client) -> None:
    variant = make_variant(stock=1)
    client.post(LINES, {"variant": variant.pk, "quantity": 1})

    response = client.post(LINES, {"variant": variant.pk, "quantity": 1})

    assert response.status_code == 422
    assert "All there is of" in response.content.decode()
    assert CartLine.objects.get().quantity == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"is_published": False},
        {"external_url": "https://elsewhere.example/mug"},
        {"price": None},
    ],
)
def test_what_is_not_sold_here_cannot_be_added(
    client: Client, fields: dict[str, Any]
) -> None:
    variant = make_product(**fields).variants.get()

    response = client.post(LINES, {"variant": variant.pk, "quantity": 1})

    assert response.status_code == 422
    assert not CartLine.objects.exists()
    assert not Hold.objects.exists()


@pytest.mark.parametrize("quantity", ["0", "-1", "1000", "many", "", "1.5", "1e3"])
def test_a_quantity_that_makes_no_sense_adds_nothing(
    client: Client, quantity: str
) -> None:
    variant = make_variant()

    response = client.post(LINES, {"variant": variant.pk, "quantity": quantity})

    assert response.status_code == 422
    assert not Cart.objects.exists()


@pytest.mark.parametrize("variant", ["", "x", "0", "99999999999999999999", "1e3"])
def test_a_variant_that_does_not_exist_adds_nothing(
    client: Client, variant: str
) -> None:
    response = client.post(LINES, {"variant": variant, "quantity": 1})

    assert response.status_code == 422
    assert not Cart.objects.exists()


def test_with_htmx_the_badge_and_a_short_word_come_back(client: Client) -> None:
    variant = make_variant()

    response = client.post(LINES, {"variant": variant.pk, "quantity": 2}, headers=HTMX)

    page = response.content.decode()
    assert response["HX-Reswap"] == "none"
    assert 'id="cart-badge"' in page
    assert 'hx-swap-oob="true"' in page
    assert '<span class="count">2</span>' in page
    assert "“Stoneware mug” is in your cart." in page
    assert 'href="/en/cart/"' in page
    assert "<html" not in page


def test_with_htmx_a_refusal_is_a_short_word(client: Client) -> None:
    variant = make_variant(stock=0)

    response = client.post(LINES, {"variant": variant.pk, "quantity": 1}, headers=HTMX)

    assert response.status_code == 422
    assert "“Stoneware mug” is sold out." in response.content.decode()
    assert "<html" not in response.content.decode()


def make_engraved() -> Product:
    product = make_product(
        title="Engraved board", stock=None, kind=Product.Kind.MADE_TO_ORDER
    )
    PersonalField.objects.create(
        product=product,
        code="words",
        label="Engraving",
        is_required=True,
        max_length=12,
    )
    PersonalField.objects.create(
        product=product,
        code="thread",
        label="Thread",
        kind=PersonalField.Kind.CHOICE,
        choices="Oat | Moss",
    )
    return product


def test_what_is_made_to_order_keeps_what_its_buyer_wants(client: Client) -> None:
    make_method()
    variant = make_engraved().variants.get()

    response = client.post(
        LINES,
        {
            "variant": variant.pk,
            "quantity": 1,
            "personal_words": "Anna & Jānis",
            "personal_thread": "Moss",
        },
        follow=True,
    )

    assert CartLine.objects.get().personal == {
        "words": "Anna & Jānis",
        "thread": "Moss",
    }
    page = response.content.decode()
    assert "Engraving: <bdi>Anna &amp; Jānis</bdi>" in page
    assert "Thread: <bdi>Moss</bdi>" in page


def test_another_wish_is_another_line(client: Client) -> None:
    variant = make_engraved().variants.get()

    for words in ("Anna", "Jānis", "Anna"):
        client.post(
            LINES, {"variant": variant.pk, "quantity": 1, "personal_words": words}
        )

    lines = CartLine.objects.order_by("pk")
    assert [(line.personal["words"], line.quantity) for line in lines] == [
        ("Anna", 2),
        ("Jānis", 1),
    ]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({}, "This field is required."),
        ({"personal_words": "   "}, "This field is required."),
        ({"personal_words": "Thirteen long"}, "at most 12 characters"),
        (
            {"personal_words": "Anna", "personal_thread": "Gold"},
            "Select a valid choice",
        ),
    ],
)
def test_a_wish_that_cannot_be_made_is_refused_and_kept_on_the_page(
    client: Client, typed: dict[str, str], complaint: str
) -> None:
    variant = make_engraved().variants.get()

    response = client.post(LINES, {"variant": variant.pk, "quantity": 3, **typed})

    page = response.content.decode()
    assert response.status_code == 422
    assert complaint in page
    assert 'value="3"' in page
    for text in typed.values():
        assert text.strip() in page
    assert not CartLine.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/mug"},
    ],
)
def test_another_site_cannot_fill_a_cart(headers: dict[str, str]) -> None:
    variant = make_variant()
    browser = Client(enforce_csrf_checks=True)

    response = browser.post(
        LINES, {"variant": variant.pk, "quantity": 1}, headers=headers
    )

    assert response.status_code == 403
    assert not Cart.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/en/p/mug/"},
        {},
    ],
)
def test_a_page_of_ours_fills_a_cart_without_a_token(headers: dict[str, str]) -> None:
    variant = make_variant()
    browser = Client(enforce_csrf_checks=True)

    response = browser.post(
        LINES, {"variant": variant.pk, "quantity": 1}, headers=headers
    )

    assert response.status_code == 302
    assert CartLine.objects.get().quantity == 1


@pytest.mark.parametrize("url", ["/en/cart/lines/1/", "/en/cart/coupon/"])
def test_every_other_form_of_the_cart_needs_its_token(url: str) -> None:
    response = Client(enforce_csrf_checks=True).post(url, {"quantity": 1})

    assert response.status_code == 403


@pytest.mark.parametrize("url", [LINES, "/en/cart/lines/1/", "/en/cart/coupon/"])
def test_nothing_is_changed_by_looking(client: Client, url: str) -> None:
    assert client.get(url).status_code == 405


def test_a_cart_that_was_ordered_meanwhile_takes_nothing_more(client: Client) -> None:
    client.post(LINES, {"variant": make_variant().pk, "quantity": 1})
    cart = Cart.objects.get()
    variant = make_variant()
    Cart.objects.update(closed_at=timezone.now())

    with pytest.raises(NotAdded):
        add(cart, variant, quantity=1, now=timezone.now())
    assert set_quantity(cart.lines.get(), 3, now=timezone.now()) == 1

    client.post(LINES, {"variant": variant.pk, "quantity": 1})
    assert cart.lines.get().quantity == 1
    assert Cart.objects.open().get().lines.get().variant == variant


def test_two_tabs_adding_at_once_both_count() -> None:
    variant = make_variant(stock=9)
    cart = make_cart(variant)
    line = cart.lines.get()
    add(cart, variant, quantity=2, now=timezone.now())

    set_quantity(line, 5, now=timezone.now())

    assert cart.lines.get().quantity == 5
    assert Hold.objects.get().quantity == 5


def test_an_unknown_line_changes_nothing(client: Client) -> None:
    client.post(LINES, {"variant": make_variant().pk, "quantity": 1})

    response = client.post(f"/en/cart/lines/{10**30}/", {"quantity": 3})

    assert response.status_code == 302
    assert CartLine.objects.get().quantity == 1
