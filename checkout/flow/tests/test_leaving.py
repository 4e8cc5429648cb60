"""How far shoppers come is noted, and what they met, but never who they were."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from catalog.testing import make_variant
from checkout.cart.models import Cart
from checkout.flow.tests.buyers import bring, buy, fill_in
from checkout.leaving.forgetting import forget_visits
from checkout.leaving.models import Visit
from checkout.orders.models import Order
from checkout.payments.models import Payment
from checkout.payments.providers.protocol import Finding
from checkout.payments.settling import settle
from checkout.testing import make_cart, make_method, make_order, make_shop

pytestmark = pytest.mark.django_db

Step, Trouble = Visit.Step, Visit.Trouble
NOTHING = {"email": "", "street": "", "city": "", "name": "", "postcode": ""}


@pytest.fixture(autouse=True)
def _shop() -> None:
    make_shop()


def change(client: Client, cart: Cart, field: str, **typed: Any) -> Visit:
    headers = {"HX-Request": "true", "HX-Trigger-Name": field}
    bring(client, cart)
    client.post("/en/checkout/draft/", fill_in(cart, **typed), headers=headers)
    return Visit.objects.get()


def test_each_step_of_the_same_cart_is_one_visit(client: Client) -> None:
    variant = make_variant()

    client.post("/en/cart/lines/", {"variant": variant.pk, "quantity": "1"})

    cart = Cart.objects.get()
    assert Visit.objects.get().step == Step.CART
    client.get("/en/checkout/")
    assert Visit.objects.get().step == Step.CHECKOUT
    with_mail = {**NOTHING, "email": "anna@example.com"}
    assert change(client, cart, "email", **with_mail).step == Step.CONTACT
    visit = change(client, cart, "city")
    assert (visit.step, visit.country, visit.language) == (Step.DELIVERY, "LV", "en")
    assert (visit.delivery_price, visit.currency) == (Decimal("4.90"), "EUR")
    # nobody goes back
    assert change(client, cart, "city", **NOTHING).step == Step.DELIVERY


def test_a_refused_field_is_named_until_it_is_put_right(client: Client) -> None:
    cart = make_cart()

    visit = change(client, cart, "email", email="anna@secret")

    assert (visit.trouble, visit.about) == (Trouble.FIELD, "email")
    assert change(client, cart, "email").trouble == ""


def test_pressing_with_a_field_missing_names_the_field(client: Client) -> None:
    buy(client, make_cart(), city="")

    visit = Visit.objects.get()
    assert (visit.step, visit.trouble, visit.about) == (5, Trouble.FIELD, "city")


def test_a_country_that_is_not_served_is_the_cause(client: Client) -> None:
    visit = change(client, make_cart(country="JP"), "country", country="JP")

    assert visit.trouble == Trouble.NO_DELIVERY


def test_a_total_that_has_changed_is_the_cause(client: Client) -> None:
    buy(client, make_cart(), total_seen="EUR 1.00")

    visit = Visit.objects.get()
    assert (visit.step, visit.trouble) == (Step.PRESSED, Trouble.CHANGED)
    assert not Order.objects.exists()


def test_whoever_promises_a_transfer_has_not_left(client: Client) -> None:
    buy(client, make_cart(make_variant(price="10.00")), city="")
    bring(client, cart := Cart.objects.get())

    client.post("/en/checkout/", fill_in(cart))

    visit = Visit.objects.get()
    assert Order.objects.count() == 1
    assert (visit.step, visit.trouble) == (Step.PAID, "")


def test_a_declined_payment_is_the_cause_until_another_is_taken(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    order = make_order(payment_code="bank")
    assert order.cart is not None
    bring(client, order.cart)
    mark = Visit.objects.create(
        mark="11111111-1111-4111-8111-111111111111",
        begun_on=timezone.localdate(),
        step=Step.PRESSED,
        country="LV",
        language="en",
    ).mark
    cache.set(f"visit-of-cart:{order.cart_id}", mark)
    payment = order.payments.get()

    with django_capture_on_commit_callbacks(execute=True):
        settle(payment, Finding(Payment.Status.FAILED, failure="No."), by="test")

    visit = Visit.objects.get()
    assert (visit.trouble, visit.about) == (Trouble.DECLINED, "bank_transfer")
    with django_capture_on_commit_callbacks(execute=True):
        order.move_to(Order.Status.CONFIRMED, by="test")
    visit.refresh_from_db()
    assert (visit.step, visit.trouble) == (Step.PAID, "")


def test_nothing_of_the_shopper_is_in_the_visit(client: Client) -> None:
    cart = make_cart()
    typed = fill_in(cart, email="anna@", note="ring twice")
    bring(client, cart)

    client.post("/en/checkout/", typed)

    row = " ".join(str(value) for value in Visit.objects.values_list().get())
    secret = [typed[name] for name in ("email", "name", "street", "postcode", "note")]
    assert not [words for words in [*secret, str(cart.token)] if words in row]


def test_a_day_later_the_same_cart_is_somebody_else(client: Client) -> None:
    cart = make_cart()
    change(client, cart, "city")
    cache.clear()

    bring(client, cart)
    client.get("/en/checkout/")

    assert Visit.objects.count() == 2


def test_visits_are_forgotten_after_ninety_days(client: Client) -> None:
    change(client, make_cart(), "city")
    today = timezone.localdate()

    assert forget_visits(today + timedelta(days=90)) == 0
    assert forget_visits(today + timedelta(days=91)) == 1


def test_a_country_without_a_way_to_get_there_has_no_delivery_price(
    client: Client,
) -> None:
    make_method("9.00", code="far", countries=("US",))

    visit = change(client, make_cart(country="US"), "country", country="US")

    assert (visit.country, visit.delivery_price) == ("US", Decimal("9.00"))
