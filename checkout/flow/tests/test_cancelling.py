from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from catalog.stock.models import Stock
from catalog.testing import make_variant
from checkout.discounts.models import Coupon
from checkout.flow.cancelling import cancel_order
from checkout.flow.tests.buyers import buy
from checkout.orders.models import CouponUse, Order
from checkout.payments.models import Payment, Refund
from checkout.payments.providers.bank_transfer.provider import BankTransfer
from checkout.payments.providers.protocol import Finding, PaymentFailed
from checkout.payments.receiving import mark_received
from checkout.testing import make_cart, make_order, make_shop

pytestmark = pytest.mark.django_db


def test_buyer_cancels_in_two_steps(client: Client) -> None:
    order = make_order()
    url = f"{order.get_absolute_url()}cancellation/"

    asked = client.get(url)
    order.refresh_from_db()
    assert asked.status_code == 200
    assert order.status == Order.Status.PLACED

    answer = client.post(url)

    order.refresh_from_db()
    assert answer.headers["Location"] == order.get_absolute_url()
    assert order.status == Order.Status.CANCELLED
    assert order.payments.get().status == Payment.Status.CANCELLED


def test_goods_and_coupon_come_back(client: Client) -> None:
    make_shop()
    variant = make_variant(stock=5)
    coupon = Coupon.objects.create(code="TEN", kind="percent", value=10, usage_limit=1)
    buy(client, make_cart(variant, coupon=coupon), total_seen="EUR 13.90")
    order = Order.objects.get()

    cancel_order(order, by="marta", reason="asked on the phone")

    coupon.refresh_from_db()
    assert Stock.objects.get(variant=variant).sold == 0
    assert coupon.use_count == 0
    assert not CouponUse.objects.exists()
    assert order.events.get(kind="cancelled").data == {"reason": "asked on the phone"}


TOO_LATE = PaymentFailed("It has already been made.", retry=False)


def test_money_goes_back() -> None:
    order = make_order()
    mark_received(order.payments.get(), by="marta", amount=order.total)

    cancel_order(order, by="marta", reason="asked")

    assert Refund.objects.get().amount == Decimal("14.90")


def test_packed_order_is_not_cancelled(client: Client) -> None:
    variant = make_variant(stock=5)
    order = make_order(variant, status=Order.Status.PACKED)

    answer = client.post(f"{order.get_absolute_url()}cancellation/", follow=True)

    order.refresh_from_db()
    assert "can no longer be cancelled" in answer.content.decode()
    assert order.status == Order.Status.PACKED
    assert Stock.objects.get(variant=variant).sold == 1


def test_order_is_cancelled_once() -> None:
    variant = make_variant(stock=5)
    order = make_order(variant)
    cancel_order(order, by="customer", reason="")

    with pytest.raises(Order.MoveRefused):
        cancel_order(Order.objects.get(), by="marta", reason="")

    assert Stock.objects.get(variant=variant).sold == 0
    assert order.events.filter(kind="cancelled").count() == 1


def test_unpaid_order_ends_when_it_is_due(run_jobs: Callable[[], int]) -> None:
    variant = make_variant(stock=5)
    order = make_order(variant)
    run_jobs()
    order.refresh_from_db()
    assert order.status == Order.Status.PLACED

    Payment.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    run_jobs()

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED
    assert order.events.get(kind="cancelled").data == {"reason": "unpaid"}
    assert Stock.objects.get(variant=variant).sold == 0


def test_last_look_before_the_end_finds_the_money(run_jobs: Callable[[], int]) -> None:
    order = make_order()
    Payment.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    paid = Finding(Payment.Status.CAPTURED, captured=order.total, movement="mv")

    with (
        patch.object(BankTransfer, "is_remote", True),
        patch.object(BankTransfer, "cancel", side_effect=TOO_LATE),
        patch.object(BankTransfer, "look_up", return_value=paid),
    ):
        run_jobs()

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED


def test_money_on_its_way_is_waited_for(run_jobs: Callable[[], int]) -> None:
    order = make_order()
    Payment.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    on_its_way = Finding(Payment.Status.PENDING)

    with (
        patch.object(BankTransfer, "is_remote", True),
        patch.object(BankTransfer, "cancel", side_effect=TOO_LATE),
        patch.object(BankTransfer, "look_up", return_value=on_its_way),
    ):
        run_jobs()

    order.refresh_from_db()
    due = order.payments.get().due_at
    assert order.status == Order.Status.PLACED
    assert due is not None
    assert due > timezone.now() + timedelta(hours=5)

    # it never came: the next due date ends the order
    Payment.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    run_jobs()

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED


def test_provider_that_knows_nothing_does_not_keep_the_goods(
    run_jobs: Callable[[], int],
) -> None:
    order = make_order()
    Payment.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    unknown = PaymentFailed("No such payment.", retry=False)

    with (
        patch.object(BankTransfer, "is_remote", True),
        patch.object(BankTransfer, "cancel", side_effect=unknown),
        patch.object(BankTransfer, "look_up", side_effect=unknown),
    ):
        run_jobs()

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED
    note = order.events.get(kind="note").data
    assert note == {
        "about": "provider_will_not_tell",
        "failure": "No such payment.",
    }


def test_provider_that_cannot_tell_keeps_the_order_alive(
    run_jobs: Callable[[], int],
) -> None:
    order = make_order()
    Payment.objects.update(due_at=timezone.now() - timedelta(seconds=1))

    busy = PaymentFailed("Still being processed.", retry=True)
    with (
        patch.object(BankTransfer, "is_remote", True),
        patch.object(BankTransfer, "cancel", side_effect=busy),
    ):
        run_jobs()

    order.refresh_from_db()
    assert order.status == Order.Status.PLACED
