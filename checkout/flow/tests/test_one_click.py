from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.stock.models import Stock
from catalog.testing import make_variant
from checkout.cart.filling import add
from checkout.cart.models import Cart
from checkout.orders.models import Order
from checkout.payments.models import Payment, PaymentMethod, Refund
from checkout.payments.providers.stripe.testing import Post, save_card
from checkout.payments.saved.keeping import keep_nothing, make_default
from checkout.testing import ADDRESS, make_cart, make_order, make_shop, make_way
from shop.users.models import Address, User

URL = "/en/buy-now/"


@pytest.fixture
def known(buyer: User, standin: Post, client: Client) -> User:
    """A customer with an address and a card kept, who has signed in."""
    make_shop()
    make_way("card", provider="stripe", name="Card")
    keep_address(buyer)
    save_card(buyer)
    client.force_login(buyer)
    return buyer


def keep_address(user: User, **fields: Any) -> Address:
    typed = {key: value for key, value in ADDRESS.items() if key != "district"}
    return Address.objects.create(user=user, is_default=True, **{**typed, **fields})


def seen_on(page: Any) -> str:
    """What the form beside the button would post; "" without a button."""
    found = re.search(r'name="seen" value="([^"]+)"', page.content.decode())
    return html.unescape(found[1]) if found else ""


def plain(page: Any) -> str:
    """What can be read on it, without the marks that keep numbers together."""
    text = html.unescape(re.sub(r"<[^>]+>", "", page.content.decode()))
    return re.sub(r"[\u2066-\u2069\u200e\u200f]", "", text).replace("\xa0", " ")


def look(client: Client, **wish: int) -> str:
    return seen_on(client.get(URL, wish))


def click(client: Client, seen: str) -> Any:
    return client.post(URL, {"seen": seen})


def test_one_click_places_and_pays(client: Client, known: User) -> None:
    variant = make_variant(stock=5)

    answer = click(client, look(client, variant=variant.pk))

    order = Order.objects.get()
    assert answer["Location"] == order.get_absolute_url()
    assert (order.user, order.status, order.total) == (
        known,
        Order.Status.CONFIRMED,
        Decimal("14.90"),
    )
    assert order.shipping_address == ADDRESS
    assert order.payments.get().status == Payment.Status.CAPTURED
    assert Stock.objects.get().sold == 1


def test_everything_stands_beside_the_button(client: Client, known: User) -> None:
    page = client.get(URL, {"variant": make_variant().pk})

    text = plain(page)
    for words in (
        "€14.90",
        "€4.90 delivery included",
        "With you",
        "Brīvības iela 1",
        "Visa •• 4242",
        "Order now with obligation to pay",
        "undo it for ten minutes",
    ):
        assert words in text


def test_button_is_on_the_page_of_the_product(client: Client, known: User) -> None:
    variant = make_variant()

    answer = click(client, seen_on(client.get(variant.product.get_absolute_url())))

    assert answer["Location"] == Order.objects.get().get_absolute_url()


def test_page_of_the_product_is_kept_without_it(client: Client, known: User) -> None:
    url = make_variant().product.get_absolute_url()
    assert seen_on(client.get(url))

    page = Client().get(url)

    assert "Brīvības" not in page.content.decode()
    assert "to buy with one click" in page.content.decode()


@pytest.mark.parametrize("clicks", [2, 3])
def test_clicked_again_is_the_same_order(
    client: Client, known: User, clicks: int
) -> None:
    seen = look(client, variant=make_variant().pk)

    pages = {click(client, seen)["Location"] for _ in range(clicks)}

    assert pages == {Order.objects.get().get_absolute_url()}
    assert Payment.objects.count() == 1


def test_two_tabs_are_one_order(client: Client, known: User) -> None:
    variant = make_variant()
    first, second = (look(client, variant=variant.pk) for _ in range(2))

    click(client, first)
    click(client, second)

    assert Order.objects.count() == 1


def test_who_looks_again_can_buy_again(client: Client, known: User) -> None:
    variant = make_variant()
    click(client, look(client, variant=variant.pk))

    click(client, look(client, variant=variant.pk))

    assert Order.objects.count() == 2


def test_own_cart_is_left_alone(client: Client, known: User) -> None:
    own = make_cart(user=known)

    click(client, look(client, variant=make_variant().pk))

    own.refresh_from_db()
    assert own.closed_at is None
    assert own.lines.count() == 1


def test_bought_line_leaves_the_cart_and_nothing_else_does(
    client: Client, known: User
) -> None:
    bought, other = make_variant(stock=1), make_variant(stock=1)
    own = make_cart(bought, other, user=known)

    click(client, look(client, line=own.lines.get(variant=bought).pk))

    assert [line.variant for line in own.lines.all()] == [other]
    order = Order.objects.get()
    assert [line.variant for line in order.lines.all()] == [bought]
    shelves = Stock.objects.order_by("variant_id").values_list("held", "sold")
    assert list(shelves) == [(0, 1), (1, 0)]


def test_line_that_has_changed_is_not_bought(client: Client, known: User) -> None:
    own = make_cart(quantity=2, user=known)
    line = own.lines.get()
    seen = look(client, line=line.pk)
    add(own, line.variant, quantity=1, now=timezone.now())

    answer = click(client, seen)

    assert answer.status_code == 422
    assert not Order.objects.exists()
    assert own.lines.get().quantity == 3
    assert Cart.objects.count() == 1


def test_past_order_is_bought_again(client: Client, known: User) -> None:
    variant = make_variant(stock=9)
    before = make_order(
        variant,
        quantity=2,
        user=known,
        age=timedelta(days=9),
        status=Order.Status.CONFIRMED,
    )
    page = client.get(before.get_absolute_url())
    assert "Buy again now" in page.content.decode()

    click(client, seen_on(page))

    again = Order.objects.exclude(pk=before.pk).get()
    assert [(line.variant, line.quantity) for line in again.lines.all()] == [
        (variant, 2)
    ]


def test_price_that_rose_is_shown_and_nothing_is_ordered(
    client: Client, known: User
) -> None:
    variant = make_variant()
    seen = look(client, variant=variant.pk)
    PaymentMethod.objects.filter(code="card").update(fee=Decimal("1.00"))

    answer = click(client, seen)

    assert answer.status_code == 422
    assert "The total has changed to €15.90" in plain(answer)
    assert not Order.objects.exists()
    click(client, seen_on(answer))
    assert Order.objects.get().total == Decimal("15.90")


def test_another_address_than_the_one_seen_gets_nothing(
    client: Client, known: User
) -> None:
    seen = look(client, variant=make_variant().pk)
    known.addresses.update(street="Elsewhere 9")

    answer = click(client, seen)

    assert answer.status_code == 422
    assert not Order.objects.exists()


def test_card_removed_meanwhile_pays_nothing(client: Client, known: User) -> None:
    seen = look(client, variant=make_variant().pk)
    known.saved_methods.update(removed_at=timezone.now(), is_default=False)

    answer = click(client, seen)

    assert answer.status_code == 422
    assert not Order.objects.exists()


def test_sold_a_moment_ago_is_said(client: Client, known: User) -> None:
    variant = make_variant(stock=1)
    seen = look(client, variant=variant.pk)
    make_cart(variant)

    answer = click(client, seen)

    assert answer.status_code == 422
    assert not Order.objects.exists()
    assert not Cart.objects.filter(token__isnull=False, closed_at__isnull=False)


def test_what_another_customer_was_shown_orders_nothing(
    client: Client, known: User, stranger: User
) -> None:
    seen = look(client, variant=make_variant().pk)
    client.force_login(stranger)

    click(client, seen)

    assert not Order.objects.exists()


def test_line_of_another_cart_is_not_offered(
    client: Client, known: User, stranger: User
) -> None:
    line = make_cart(user=stranger).lines.get()

    assert look(client, line=line.pk) == ""


@pytest.mark.parametrize("wish", ["", "?variant=x", "?variant=0", "?line=-1"])
def test_nothing_to_buy_is_not_found(client: Client, known: User, wish: str) -> None:
    assert client.get(f"{URL}{wish}").status_code == 404


def test_guest_is_asked_to_sign_in(client: Client, db: None) -> None:
    answer = client.get(URL, {"variant": 1})

    assert answer["Location"].startswith("/en/account/login/?next=/en/buy-now/")


def test_without_an_address_one_reads_how_to_get_there(
    client: Client, known: User
) -> None:
    known.addresses.all().delete()

    page = client.get(URL, {"variant": make_variant().pk})

    assert "Keep an address" in page.content.decode()
    assert seen_on(page) == ""


def test_without_a_usual_way_one_reads_how_to_get_there(
    client: Client, known: User
) -> None:
    known.saved_methods.update(is_default=False)

    page = client.get(URL, {"variant": make_variant().pk})

    assert "Choose how you usually pay" in page.content.decode()
    assert seen_on(page) == ""


@pytest.mark.parametrize(
    ("code", "status", "total"),
    [("bank", "placed", "14.90"), ("cod", "confirmed", "17.40")],
)
def test_ways_that_keep_nothing_buy_by_one_click_too(
    client: Client, known: User, code: str, status: str, total: str
) -> None:
    make_default(keep_nothing(known, PaymentMethod.objects.get(code=code)))

    click(client, look(client, variant=make_variant().pk))

    order = Order.objects.get()
    assert (order.payment_method, order.status) == (code, status)
    assert order.total == Decimal(total)


def test_bank_that_asks_is_where_one_click_leads(client: Client, known: User) -> None:
    make_default(save_card(known, "pm_card_authenticationRequired"))

    answer = click(client, look(client, variant=make_variant().pk))

    assert "/standin/stripe/3ds/" in answer["Location"]
    bank = answer["Location"].replace("http://localhost:8000", "")
    back = client.post(bank, {"outcome": "complete"})
    page = client.get(back["Location"].replace("http://testserver", ""))
    order = Order.objects.get()
    assert page["Location"] == order.get_absolute_url()
    assert order.status == Order.Status.CONFIRMED


def test_declined_card_leads_to_other_ways(client: Client, known: User) -> None:
    make_default(save_card(known, "pm_card_chargeCustomerFail"))

    answer = click(client, look(client, variant=make_variant().pk))

    page = client.get(answer["Location"]).content.decode()
    assert "Your bank declined the payment." in page
    assert "Bank transfer" in page


def undo(client: Client, order: Order) -> Any:
    return client.post(f"{order.get_absolute_url()}undoing/")


def test_one_click_undoes_it(
    client: Client, known: User, run_jobs: Callable[[], int]
) -> None:
    click(client, look(client, variant=make_variant(stock=5).pk))
    order = Order.objects.get()
    page = client.get(order.get_absolute_url()).content.decode()
    assert "Undo the order" in page
    assert "Then we pack it." in page
    assert "We pack it now." not in page

    undo(client, order)
    run_jobs()

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED
    refund = Refund.objects.get()
    assert (refund.amount, refund.status) == (order.total, Refund.Status.DONE)
    assert Stock.objects.get().sold == 0


def test_undoing_twice_gives_back_once(client: Client, known: User) -> None:
    click(client, look(client, variant=make_variant().pk))
    order = Order.objects.get()

    undo(client, order)
    undo(client, order)

    assert Refund.objects.count() == 1


def test_after_ten_minutes_nothing_is_undone(client: Client, known: User) -> None:
    click(client, look(client, variant=make_variant().pk))
    Order.objects.update(undo_until=timezone.now())
    order = Order.objects.get()
    assert "Undo the order" not in client.get(order.get_absolute_url()).content.decode()

    undo(client, order)

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert not Refund.objects.exists()


def test_order_of_the_checkout_is_not_undone_by_one_click(
    client: Client, db: None
) -> None:
    order = make_order(status=Order.Status.CONFIRMED)

    undo(client, order)

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED


def test_purse_of_the_customer_is_not_touched(client: Client, known: User) -> None:
    click(client, look(client, variant=make_variant().pk))

    payment = Order.objects.get().payments.get()
    assert (payment.provider, payment.amount) == ("stripe", Decimal("14.90"))


def test_page_of_the_product_costs_a_known_customer_a_fixed_number_of_queries(
    client: Client, known: User, django_assert_max_num_queries: Any
) -> None:
    url = make_variant().product.get_absolute_url()
    client.get(url)

    with django_assert_max_num_queries(16):
        client.get(url)
