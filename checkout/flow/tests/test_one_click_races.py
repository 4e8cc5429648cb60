"""One click pressed by many fingers, and undone while it is being packed."""

from __future__ import annotations

import uuid
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from catalog.stock.models import Stock
from catalog.stock.tests.test_races import race
from catalog.testing import make_variant
from checkout.flow.one_click import buy_now, one_click_for
from checkout.flow.undoing import undo
from checkout.flow.wishes import Seen, Wish
from checkout.orders.models import Order
from checkout.parcels.models import Parcel
from checkout.parcels.packing import NothingToPack, pack
from checkout.payments.models import Payment, PaymentMethod
from checkout.payments.saved.keeping import keep_nothing, make_default
from checkout.testing import ADDRESS, make_order, make_shop
from shop.users.models import Address, User

pytestmark = pytest.mark.django_db(transaction=True)

CLICKS = 8
PACKED = Order.Status.PACKED


def shown_to(buyer: User) -> Seen:
    """What Anna sees, who has an address and pays by bank transfer."""
    make_shop()
    typed = {key: value for key, value in ADDRESS.items() if key != "district"}
    Address.objects.create(user=buyer, is_default=True, **typed)
    make_default(keep_nothing(buyer, PaymentMethod.objects.get(code="bank")))
    variant = make_variant(stock=40)
    shown = one_click_for(
        Wish(variant=variant.pk), buyer, currency="EUR", now=timezone.now()
    )
    assert shown
    assert shown.seen
    return shown.seen


def test_many_clicks_at_once_place_one_order(buyer: User) -> None:
    seen = shown_to(buyer)

    orders = race(
        lambda _: buy_now(seen, buyer, language="en", now=timezone.now()).pk,
        runners=CLICKS,
    )

    assert list(orders.values()) == [CLICKS]
    assert Order.objects.count() == 1
    assert Payment.objects.count() == 1
    assert Stock.objects.get().sold == 1


def test_without_one_cart_for_all_clicks_each_would_order(
    buyer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = shown_to(buyer)
    monkeypatch.setattr(Seen, "token", property(lambda _: uuid.uuid4()))

    race(
        lambda _: buy_now(seen, buyer, language="en", now=timezone.now()).pk,
        runners=CLICKS,
    )

    assert Order.objects.count() == CLICKS


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> Order:
    """Its ten minutes are over for whoever packs; the clock of the machine that undoes
    is late."""
    order = make_order(make_variant(stock=5), status=Order.Status.CONFIRMED)
    Order.objects.update(undo_until=timezone.now())
    a_minute_late = timedelta(minutes=1)
    monkeypatch.setattr(
        "checkout.flow.undoing.timezone",
        SimpleNamespace(now=lambda: timezone.now() - a_minute_late),
    )
    return order


def undo_or_pack(order: Order, number: int) -> str:
    if number % 2:
        try:
            pack(Order.objects.get(pk=order.pk), by="packer")
        except (NothingToPack, Order.MoveRefused):
            return "refused"
        return "packed"
    try:
        undo(Order.objects.get(pk=order.pk), by="customer")
    except Order.MoveRefused:
        return "refused"
    return "undone"


def test_order_is_either_undone_or_packed(order: Order) -> None:
    outcomes = race(lambda number: undo_or_pack(order, number), runners=CLICKS)

    assert outcomes["refused"] == CLICKS - 1
    order.refresh_from_db()
    is_packed = order.status == PACKED
    assert outcomes["packed"] == Parcel.objects.count() == int(is_packed)
    assert outcomes["undone"] == int(order.status == Order.Status.CANCELLED)
    assert Stock.objects.get().sold == int(is_packed)


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="writers of SQLite stand in line anyway"
)
def test_without_lock_and_condition_it_would_be_both(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_looked = Barrier(2)

    def move(self: Order, status: str, sources: Any, *, by: str, **data: Any) -> None:
        both_have_looked.wait(timeout=10)
        Order.objects.filter(pk=self.pk).update(status=status)
        self.status = status

    monkeypatch.setattr(Order, "_move", move)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())

    outcomes = race(lambda number: undo_or_pack(order, number), runners=2)

    assert outcomes == {"packed": 1, "undone": 1}
    # a parcel of goods that are back on the shelf
    assert Parcel.objects.count() == 1
    assert Stock.objects.get().sold == 0
