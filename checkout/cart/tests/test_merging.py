from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from catalog.stock.models import Hold, Stock
from catalog.testing import make_variant
from checkout.cart.filling import add
from checkout.cart.merging import merge
from checkout.cart.models import Cart, CartLine
from checkout.testing import make_cart, make_coupon, make_method
from shop.users.models import User

pytestmark = pytest.mark.django_db


def log_in(client: Client, user: User, guest: Cart | None = None) -> None:
    if guest:
        client.cookies["cart"] = str(guest.token)
    client.force_login(user)


def test_a_guests_cart_becomes_the_customers_by_logging_in(
    client: Client, buyer: User
) -> None:
    make_method()
    guest = make_cart(quantity=2)
    log_in(client, buyer, guest)

    page = client.get("/en/cart/").content.decode()

    guest.refresh_from_db()
    assert guest.user == buyer
    assert "Stoneware mug" in page


def test_quantities_of_both_carts_add_up(client: Client, buyer: User) -> None:
    mug, bowl, jug = (make_variant(stock=9) for _ in range(3))
    own = make_cart(mug, bowl, quantity=2, user=buyer)
    guest = make_cart(mug, jug, quantity=3)
    log_in(client, buyer, guest)

    client.get("/en/cart/")

    lines = {line.variant: line.quantity for line in own.lines.all()}
    assert lines == {mug: 5, bowl: 2, jug: 3}
    assert list(Cart.objects.all()) == [own]
    assert Hold.objects.filter(holder=guest.token).count() == 0
    assert Stock.objects.get(variant=mug).held == 5


def test_quantities_add_up_to_what_there_is(client: Client, buyer: User) -> None:
    mug = make_variant(stock=4)
    own = make_cart(mug, quantity=2, user=buyer)
    guest = make_cart(mug, quantity=2)
    Stock.objects.update(on_hand=3, held=3)
    Hold.objects.filter(holder=guest.token).update(quantity=1)
    log_in(client, buyer, guest)

    client.get("/en/cart/")

    assert own.lines.get().quantity == 3
    assert Stock.objects.get().held == 3


def test_merging_takes_nothing_away_from_a_line_that_is_too_large(
    client: Client, buyer: User
) -> None:
    mug = make_variant(stock=6)
    own = make_cart(mug, quantity=1, user=buyer)
    guest = make_cart(mug, quantity=4)
    Hold.objects.all().delete()
    Stock.objects.update(on_hand=2, held=0)
    log_in(client, buyer, guest)

    page = client.get("/en/cart/").content.decode()

    assert own.lines.get().quantity == 4
    assert "Only 2 of “Stoneware mug” are left." in page


def test_what_is_made_to_order_stays_a_line_of_its_own(
    client: Client, buyer: User
) -> None:
    board = make_variant(stock=None)
    own, guest = make_cart(make_variant(), user=buyer), make_cart(make_variant())
    for cart, words in ((own, "Anna"), (guest, "Anna"), (guest, "Jānis")):
        add(cart, board, quantity=1, personal={"words": words}, now=timezone.now())
    log_in(client, buyer, guest)

    client.get("/en/cart/")

    wishes = own.lines.filter(variant=board).order_by("pk")
    assert [(line.personal["words"], line.quantity) for line in wishes] == [
        ("Anna", 2),
        ("Jānis", 1),
    ]


def test_coupon_and_what_was_typed_come_along(client: Client, buyer: User) -> None:
    own = make_cart(user=buyer, draft={"city": "Rīga", "name": "Anna"})
    guest = make_cart(coupon=make_coupon(), draft={"name": "Anna Ozola"})
    log_in(client, buyer, guest)

    client.get("/en/cart/")

    own.refresh_from_db()
    assert own.coupon == guest.coupon
    assert own.draft == {"city": "Rīga", "name": "Anna Ozola"}


def test_the_lower_price_that_was_kept_is_kept_on(buyer: User) -> None:
    mug = make_variant(price="18.00")
    own, guest = make_cart(mug, user=buyer), make_cart(mug)
    until = timezone.now() + timedelta(minutes=20)
    own.lines.update(kept_price=Decimal("18.00"))
    guest.lines.update(kept_price=Decimal("15.00"), kept_until=until)

    merge(guest, own, user=buyer, now=timezone.now())

    assert own.lines.get().kept_price == Decimal("15.00")


def test_two_pages_at_once_merge_once(buyer: User) -> None:
    mug = make_variant(stock=9)
    own, guest = make_cart(mug, user=buyer), make_cart(mug, quantity=2)
    as_read_by_another_page = Cart.objects.get(pk=guest.pk)

    merge(guest, own, user=buyer, now=timezone.now())
    merge(as_read_by_another_page, own, user=buyer, now=timezone.now())

    assert own.lines.get().quantity == 3


def test_two_pages_at_once_claim_once(buyer: User) -> None:
    guest = make_cart()
    as_read_by_another_page = Cart.objects.get(pk=guest.pk)

    first = merge(guest, None, user=buyer, now=timezone.now())
    second = merge(as_read_by_another_page, None, user=buyer, now=timezone.now())

    assert first == second == Cart.objects.get(user=buyer)


def test_a_customer_finds_the_cart_in_another_browser(
    client: Client, buyer: User
) -> None:
    make_cart(user=buyer)
    log_in(client, buyer)

    assert "Stoneware mug" in client.get("/en/cart/").content.decode()


def test_whoever_comes_after_logging_out_does_not_see_the_customers_cart(
    client: Client, buyer: User
) -> None:
    cart = make_cart(user=buyer)
    log_in(client, buyer)
    client.get("/en/cart/")

    client.logout()
    client.cookies["cart"] = str(cart.token)

    assert "Your cart is empty" in client.get("/en/cart/").content.decode()


def test_the_cart_of_another_customer_is_not_taken(
    client: Client, buyer: User, stranger: User
) -> None:
    cart = make_cart(user=buyer)
    log_in(client, stranger, cart)

    client.get("/en/cart/")

    cart.refresh_from_db()
    assert cart.user == buyer
    assert CartLine.objects.get().cart == cart
