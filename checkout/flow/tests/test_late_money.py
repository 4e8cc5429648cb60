"""Money that comes after an order has ended: what the customer and staff are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from catalog.testing import make_variant
from checkout.flow.cancelling import cancel_order
from checkout.orders.models import Order
from checkout.payments.receiving import mark_received
from checkout.payments.settling import UNPAID
from checkout.testing import make_order

pytestmark = pytest.mark.django_db


def paid_late(*, reason: str, is_sold_out: bool) -> Order:
    variant = make_variant(stock=1)
    order = make_order(variant)
    cancel_order(order, by="shop", reason=reason)
    if is_sold_out:
        make_order(variant)
    mark_received(order.payments.get(), by="bank", amount=order.total)
    return order


@pytest.mark.parametrize(
    ("reason", "is_sold_out", "why"),
    [
        (UNPAID, True, "they were sold"),
        ("changed my mind", False, "after the order had been cancelled"),
    ],
)
def test_the_customer_hears_at_once_that_the_money_goes_back(
    run_jobs: Callable[[], int], reason: str, is_sold_out: bool, why: str
) -> None:
    order = paid_late(reason=reason, is_sold_out=is_sold_out)

    run_jobs()

    [told] = [m for m in mail.outbox if "on its way back" in str(m.subject)]
    assert str(told.subject).startswith(f"Your money for order {order}")
    assert why in str(told.body)
    assert "€14.90" in str(told.body)


def test_the_page_of_the_order_says_what_becomes_of_it(client: Client) -> None:
    order = paid_late(reason=UNPAID, is_sold_out=True)

    page = client.get(order.get_absolute_url()).content.decode()

    assert "they have been sold. We are giving" in " ".join(page.split())


def test_the_page_says_nothing_of_it_once_the_order_lives_again(
    client: Client,
) -> None:
    order = paid_late(reason=UNPAID, is_sold_out=False)

    page = client.get(order.get_absolute_url()).content.decode()

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert "Your payment came after" not in page


def test_staff_read_it_in_the_story_of_the_order(admin_client: Client) -> None:
    order = paid_late(reason=UNPAID, is_sold_out=True)

    page = admin_client.get(reverse("admin:checkout_order_change", args=[order.pk]))

    assert "paid too late, the money goes back" in page.content.decode()
