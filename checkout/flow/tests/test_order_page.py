from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from catalog.testing import make_variant
from checkout.orders.models import Order
from checkout.payments.models import Payment
from checkout.payments.providers.protocol import Finding
from checkout.payments.receiving import mark_received
from checkout.payments.settling import settle
from checkout.testing import make_order, make_way

pytestmark = pytest.mark.django_db

Budget = Callable[[int], AbstractContextManager[object]]


def page_of(client: Client, order: Order) -> str:
    answer = client.get(order.get_absolute_url())
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_link_is_the_key_and_stays_secret(client: Client) -> None:
    answer = client.get(make_order().get_absolute_url())

    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_unknown_link_opens_nothing(client: Client) -> None:
    make_order()

    assert client.get(f"/en/orders/{uuid4()}/").status_code == 404


@pytest.mark.parametrize(
    ("status", "headline"),
    [
        ("placed", "We have your order and wait for the payment"),
        ("confirmed", "Your order is confirmed"),
        ("packed", "Your order is packed"),
        ("sent", "Your order is on its way"),
        ("delivered", "Your order has been delivered"),
        ("cancelled", "This order has been cancelled"),
    ],
)
def test_every_status_is_told_in_words(
    client: Client, status: str, headline: str
) -> None:
    order = make_order(status=status, age=timedelta(days=1))

    assert headline in page_of(client, order)


def test_page_shows_sums_addresses_and_ways_on(client: Client) -> None:
    order = make_order()

    page = page_of(client, order)

    assert "Brīvības iela 1" in page
    assert "Latvia" in page
    assert "€14.90" in page
    assert f"{order.get_absolute_url()}cancellation/" in page


def test_packed_order_offers_no_cancelling(client: Client) -> None:
    order = make_order(status=Order.Status.PACKED)

    assert "cancellation/" not in page_of(client, order)


def test_late_money_moves_the_promise(client: Client) -> None:
    order = make_order(age=timedelta(days=6))
    promised = order.promised_until

    mark_received(order.payments.get(), by="marta", amount=order.total)

    order.refresh_from_db()
    assert order.promised_until > promised


def test_money_at_once_leaves_the_promise_as_shown(client: Client) -> None:
    order = make_order(age=timedelta(minutes=50))
    promised = order.promised_until

    mark_received(order.payments.get(), by="marta", amount=order.total)

    order.refresh_from_db()
    assert order.promised_until == promised


def test_other_way_of_paying_takes_one_tap(client: Client) -> None:
    order = make_order()

    answer = client.post(f"{order.get_absolute_url()}payment/", {"payment": "cod"})

    order.refresh_from_db()
    assert answer.headers["Location"] == order.get_absolute_url()
    assert order.status == Order.Status.CONFIRMED
    assert (str(order.fee), str(order.total)) == ("2.500", "17.400")
    assert [p.status for p in order.payments.order_by("pk")] == ["cancelled", "pending"]
    assert str(order.payments.last().amount) == "17.400"  # type: ignore[union-attr]


def test_way_that_is_not_offered_changes_nothing(client: Client) -> None:
    order = make_order()
    make_way("far", countries=["JP"])

    client.post(f"{order.get_absolute_url()}payment/", {"payment": "far"})

    assert order.payments.get().status == Payment.Status.PENDING


def test_paid_order_is_not_paid_again(client: Client) -> None:
    order = make_order(status=Order.Status.CONFIRMED)

    answer = client.post(f"{order.get_absolute_url()}payment/", {"payment": "cod"})

    assert answer.headers["Location"] == order.get_absolute_url()
    assert order.payments.count() == 1


def test_failed_payment_says_that_no_money_moved(client: Client) -> None:
    order = make_order()
    failed = Finding(Payment.Status.FAILED, failure="Your card was declined.")
    settle(order.payments.get(), failed, by="stripe")

    page = client.get(f"{order.get_absolute_url()}payment/").content.decode()

    assert "Your card was declined." in page
    assert "No money has been taken." in page
    assert "Bank transfer · " in page


def test_back_to_the_same_transfer_has_a_reference_of_its_own(client: Client) -> None:
    order = make_order()
    url = f"{order.get_absolute_url()}payment/"
    failed = Finding(Payment.Status.FAILED, failure="No.")
    settle(order.payments.get(), failed, by="stripe")

    client.post(url, {"payment": "bank"})

    first, second = order.payments.order_by("pk")
    assert second.status == Payment.Status.PENDING
    assert first.reference != second.reference


def test_order_page_asks_the_database_little(
    client: Client,
    django_assert_max_num_queries: Budget,
) -> None:
    order = make_order(*(make_variant() for _ in range(5)))
    page_of(client, order)

    with django_assert_max_num_queries(12):
        page_of(client, order)


def test_thanks_are_said_once(client: Client) -> None:
    order = make_order()
    assert "Thank you, Anna Ozola" in page_of(client, order)

    Order.objects.update(placed_at=timezone.now() - timedelta(hours=2))

    assert "Thank you" not in page_of(client, order)
