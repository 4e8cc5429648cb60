from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core import mail

from catalog.products.models import Variant
from catalog.testing import make_variant
from checkout.demo.loading import load_sales
from checkout.orders.models import Order
from checkout.parcels.models import Parcel
from shop.merchant.models import Merchant
from support.demo.open_orders import STORIES, load_open_orders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> None:
    """What the stories are about, and a shop that delivers it."""
    Merchant(name="Liepa", iban="LV80BANK0000435195001").save()
    load_sales()
    for sku in sorted({sku for story in STORIES for sku in story.skus}):
        variant = make_variant(price="20.00", stock=9)
        Variant.objects.filter(pk=variant.pk).update(sku=sku)


def test_there_is_an_order_in_every_state() -> None:
    assert load_open_orders() == len(STORIES)

    states = Counter(Order.objects.values_list("status", flat=True))
    assert states == {
        "placed": 2,
        "confirmed": 3,
        "packed": 1,
        "sent": 2,
        "cancelled": 1,
    }
    assert Counter(Parcel.objects.values_list("status", flat=True)) == {
        "packed": 1,
        "sent": 2,
    }
    assert Order.objects.get(staff_note="demo 9").payments.get().refunds.exists()


def test_what_is_promised_lies_in_stock() -> None:
    load_open_orders()

    left = Variant.objects.get(sku="LP-THR-SAG").stocks.get()
    assert (left.on_hand, left.sold, left.held) == (9, 1, 0)
    paid = Order.objects.get(staff_note="demo 4").payments.get()
    assert paid.balance("captured") == paid.order.total > Decimal(20)


def test_a_second_run_adds_nothing_and_nobody_gets_mail(
    run_jobs: Callable[[], int],
) -> None:
    load_open_orders()

    assert load_open_orders() == 0
    run_jobs()
    about_orders = [letter for letter in mail.outbox if "refund" not in letter.subject]
    assert about_orders == []
