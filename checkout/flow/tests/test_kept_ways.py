"""The checkout of a customer who is known: what was kept pays, nothing is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.testing import make_variant
from checkout.cart.models import Cart
from checkout.flow.tests.buyers import bring, fill_in
from checkout.orders.models import Order
from checkout.parcels.packing import MayBeUndone, pack
from checkout.payments.models import Payment
from checkout.payments.providers.stripe.testing import Post, confirm, save_card
from checkout.payments.saved.models import SavedMethod
from checkout.testing import make_cart, make_order, make_shop, make_way
from shop.users.models import User

URL = "/en/checkout/"


@pytest.fixture
def cart(buyer: User, client: Client, standin: Post) -> Cart:
    make_shop()
    make_way("card", provider="stripe", name="Card")
    client.force_login(buyer)
    return make_cart(make_variant(), user=buyer)


def order_with(client: Client, cart: Cart, **typed: Any) -> Any:
    return client.post(URL, fill_in(cart, **typed))


def test_kept_card_comes_first_and_is_chosen(
    client: Client, cart: Cart, buyer: User
) -> None:
    saved = save_card(buyer)

    page = client.get(URL).content.decode()

    kept = f'value="saved-{saved.pk}"'
    assert page.index(kept) < page.index('value="card"')
    assert page[page.index(kept) :].split(">")[0].endswith("checked")


def test_kept_card_pays_without_a_script(
    client: Client, cart: Cart, buyer: User
) -> None:
    saved = save_card(buyer)

    answer = order_with(client, cart, payment=f"saved-{saved.pk}")

    order = Order.objects.get()
    assert answer["Location"] == order.get_absolute_url()
    assert (order.status, order.payment_method) == (Order.Status.CONFIRMED, "card")
    payment = order.payments.get()
    assert (payment.status, payment.saved_method) == (Payment.Status.CAPTURED, saved)


def test_card_of_another_customer_pays_nothing(
    client: Client, cart: Cart, stranger: User
) -> None:
    saved = save_card(stranger)

    answer = order_with(client, cart, payment=f"saved-{saved.pk}")

    assert answer.status_code == 422
    assert not Order.objects.exists()


def test_box_to_keep_it_is_there_and_not_ticked(client: Client, cart: Cart) -> None:
    draft = fill_in(cart, payment="card")
    client.post(f"{URL}draft/", draft)

    page = client.get(URL).content.decode()

    assert 'id="id_keep" name="keep" value="on">' in page


def test_guest_is_not_asked_whether_to_keep_it(client: Client, cart: Cart) -> None:
    client.logout()
    bring(client, make_cart(make_variant()))

    assert "id_keep" not in client.get(URL).content.decode()


def test_ticked_box_keeps_the_card(
    client: Client, cart: Cart, buyer: User, run_jobs: Callable[[], int]
) -> None:
    order_with(client, cart, payment="card", keep="on")

    confirm(Payment.objects.get().reference)
    run_jobs()

    assert [str(saved) for saved in buyer.saved_methods.all()] == ["Visa •• 4242"]


def test_box_left_alone_keeps_nothing(
    client: Client, cart: Cart, run_jobs: Callable[[], int]
) -> None:
    order_with(client, cart, payment="card")

    confirm(Payment.objects.get().reference)
    run_jobs()

    assert not SavedMethod.objects.exists()


def test_order_that_may_be_undone_is_not_packed(db: None) -> None:
    order = make_order(status=Order.Status.CONFIRMED)
    Order.objects.update(undo_until=timezone.now() + timedelta(minutes=9))

    with pytest.raises(MayBeUndone):
        pack(order, by="packer")

    assert not order.parcels.exists()
    assert not Order.objects.filter(Order.is_to_pack(timezone.now())).exists()


def test_staff_read_why_it_is_not_packed_yet(client: Client, agent: User) -> None:
    order = make_order(status=Order.Status.CONFIRMED)
    Order.objects.update(undo_until=timezone.now() + timedelta(minutes=9))
    client.force_login(agent)

    url = reverse("admin:checkout_order_change", args=[order.pk])
    page = client.get(url).content.decode()
    orders = reverse("admin:checkout_order_changelist")
    listed = client.get(orders, {"to_pack": "yes"}).content.decode()

    assert "The customer can undo it until" in page
    assert order.number not in listed


def test_order_is_packed_when_its_time_is_over(db: None) -> None:
    order = make_order(status=Order.Status.CONFIRMED)
    Order.objects.update(undo_until=timezone.now())

    pack(order, by="packer")

    order.refresh_from_db()
    assert order.status == Order.Status.PACKED
