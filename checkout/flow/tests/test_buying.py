from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from catalog.pricing.models import VatRate
from catalog.products.models import PersonalField
from catalog.stock.models import Stock
from catalog.testing import make_product, make_variant, make_vat_class
from checkout.cart.filling import add
from checkout.delivery.models import Rate
from checkout.discounts.models import Coupon
from checkout.flow.tests.buyers import bring, buy, fill_in
from checkout.orders.models import Order
from checkout.payments.models import Payment
from checkout.testing import make_cart, make_shop
from shop.jobs.models import Job
from shop.users.models import User

pytestmark = pytest.mark.django_db

Budget = Callable[[int], AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def _shop() -> None:
    make_shop()


def test_guest_buys_by_bank_transfer(client: Client) -> None:
    cart = make_cart(make_variant(price="10.00"))

    answer = buy(client, cart)

    order = Order.objects.get()
    assert answer.headers["Location"] == order.get_absolute_url()
    assert order.status == Order.Status.PLACED
    assert (order.goods, order.shipping, order.total) == (
        Decimal("10.00"),
        Decimal("4.90"),
        Decimal("14.90"),
    )
    assert order.shipping_address["street"] == "Brīvības iela 1"
    assert order.billing_address == order.shipping_address
    assert [event.kind for event in order.events.all()] == ["placed"]
    payment = order.payments.get()
    assert payment.status == Payment.Status.PENDING
    assert payment.reference.endswith(order.number.replace("-", ""))
    assert payment.due_at == order.placed_at + timedelta(days=7)


def test_page_of_the_order_says_how_to_transfer(client: Client) -> None:
    buy(client, make_cart(make_variant(price="10.00")))

    page = client.get(Order.objects.get().get_absolute_url()).content.decode()

    assert "Thank you, Anna Ozola" in page
    assert "LV80 BANK 0000 4351 9500 1" in page
    assert "<svg" in page
    assert "Please send the money by" in page


def test_guest_buys_by_cash_on_delivery(client: Client) -> None:
    cart = make_cart(make_variant(price="10.00"))

    buy(client, cart, payment="cod", total_seen="EUR 17.40")

    order = Order.objects.get()
    assert order.status == Order.Status.CONFIRMED
    assert (order.fee, order.total) == (Decimal("2.50"), Decimal("17.40"))
    assert order.payments.get().due_at is None


def test_line_of_the_order_is_a_copy(client: Client) -> None:
    VatRate.objects.create(
        country="LV", vat_class=make_vat_class(), rate="21", valid_from="2020-01-01"
    )
    variant = make_variant(make_product(), price="10.00", sku="MUG", weight_g=350)
    cart = make_cart(variant, quantity=2)

    buy(client, cart, total_seen="EUR 24.90")

    line = Order.objects.get().lines.get()
    assert (line.sku, line.title, line.quantity) == ("MUG", "Stoneware mug", 2)
    assert (line.unit_price, line.gross) == (Decimal("10.00"), Decimal("20.00"))
    assert (line.vat_rate, line.vat) == (Decimal("21.00"), Decimal("3.47"))
    assert line.weight_g == 350


def test_sums_of_the_order_add_up(client: Client) -> None:
    VatRate.objects.create(
        country="LV", vat_class=make_vat_class(), rate="21", valid_from="2020-01-01"
    )
    buy(client, make_cart(make_variant(price="10.00")))

    order = Order.objects.get()
    assert order.vat == Decimal("2.59")
    assert order.vat_groups == [
        {"rate": "21.00", "net": "12.31", "vat": "2.59", "gross": "14.90"}
    ]


def test_goods_leave_the_stock_and_the_hold_ends(client: Client) -> None:
    variant = make_variant(stock=5)
    cart = make_cart(variant, quantity=2)

    buy(client, cart, total_seen="EUR 24.90")

    stock = Stock.objects.get(variant=variant)
    assert (stock.on_hand, stock.sold, stock.held) == (5, 2, 0)


def test_promise_is_kept_with_what_it_was_worked_out_from(client: Client) -> None:
    buy(client, make_cart())

    order = Order.objects.get()
    assert order.promised_from <= order.promised_until
    assert order.promise_inputs["destination"] == "LV"


def test_order_of_a_customer_is_theirs(client: Client, buyer: User) -> None:
    client.force_login(buyer)

    buy(client, make_cart(user=buyer))

    assert Order.objects.get().user == buyer


def test_another_billing_address_is_kept_apart(client: Client) -> None:
    billing = {
        "billing_name": "SIA Ozols",
        "billing_street": "Elizabetes iela 2",
        "billing_postcode": "LV-1050",
        "billing_city": "Rīga",
        "billing_country": "LV",
    }

    buy(client, make_cart(), same_address=None, **billing)

    order = Order.objects.get()
    assert order.billing_address["name"] == "SIA Ozols"
    assert order.shipping_address["name"] == "Anna Ozola"


def test_order_that_costs_nothing_is_confirmed_at_once(client: Client) -> None:

    Rate.objects.update(price=0)
    cache.clear()
    coupon = Coupon.objects.create(code="GIFT", kind="percent", value=100)
    cart = make_cart(coupon=coupon)

    buy(client, cart, total_seen="EUR 0.00")

    order = Order.objects.get()
    assert order.status == Order.Status.CONFIRMED
    assert not order.payments.exists()


def test_jobs_finish_what_a_dying_process_left(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    killed = patch("checkout.flow.views.lead_on", side_effect=KeyboardInterrupt)
    with killed, pytest.raises(KeyboardInterrupt):
        buy(client, make_cart(), payment="cod", total_seen="EUR 17.40")
    assert Order.objects.get().status == Order.Status.PLACED

    Job.objects.filter(name="payment.begin").update(run_at="2020-01-01T00:00Z")
    run_jobs()

    assert Order.objects.get().status == Order.Status.CONFIRMED


def test_checkout_without_a_cart_leads_to_the_cart(client: Client) -> None:
    assert client.get("/en/checkout/").headers["Location"] == "/en/cart/"


def test_page_shows_total_and_words_of_the_button(client: Client) -> None:
    cart = make_cart(make_variant(price="10.00"))
    bring(client, cart)

    page = client.get("/en/checkout/").content.decode()

    assert "Order with obligation to pay" in page
    assert 'name="total_seen" value="EUR 14.90"' in page
    assert fill_in(cart)["cart"] in page


def test_checkout_asks_the_database_little(
    client: Client,
    django_assert_max_num_queries: Budget,
) -> None:
    cart = make_cart(*(make_variant() for _ in range(5)))
    bring(client, cart)
    client.get("/en/checkout/")

    with django_assert_max_num_queries(14):
        client.get("/en/checkout/")


def test_order_keeps_a_wish_with_the_words_it_was_asked_for_in(client: Client) -> None:
    board = make_variant(price="10.00", stock=None)
    PersonalField.objects.create(
        product=board.product, code="words", label="Engraving", max_length=12
    )
    cart = make_cart(make_variant(price="10.00"))
    cart.lines.all().delete()
    add(cart, board, quantity=1, personal={"words": "Anna"}, now=timezone.now())

    buy(client, cart)

    assert Order.objects.get().lines.get().personal == {"Engraving": "Anna"}
