from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from checkout.discounts.models import CustomerGroup
from checkout.flow.placing import place_order
from checkout.orders.models import Order
from checkout.payments.choosing import Payer, ways_to_pay
from checkout.payments.models import Payment
from checkout.payments.providers.bank_transfer.provider import BankTransfer
from checkout.payments.providers.protocol import Begun, Finding, PaymentFailed
from checkout.payments.starting import begin_payment
from checkout.payments.stopping import stop_payments
from checkout.testing import (
    make_cart,
    make_details,
    make_merchant,
    make_order,
    make_shop,
    make_way,
)
from shop.jobs.models import Job
from shop.users.models import User

pytestmark = pytest.mark.django_db

URL = "https://shop.test/back"


def place(**changes: Any) -> Payment:
    """An order whose provider has not been called yet."""
    make_shop()
    cart = make_cart()
    details = make_details(cart, **changes)
    order = place_order(cart, details=details, user=None, now=timezone.now())
    return order.payments.get()


def test_provider_that_is_away_leaves_a_row_that_says_so() -> None:
    payment = place()
    away = PaymentFailed("The bank does not answer.", retry=True)

    calling = patch.object(BankTransfer, "begin", side_effect=away)
    with calling, pytest.raises(PaymentFailed):
        begin_payment(payment, return_url=URL)

    payment.refresh_from_db()
    assert (payment.status, payment.failure) == (
        Payment.Status.BEGUN,
        "The bank does not answer.",
    )


def test_provider_that_refuses_ends_the_payment() -> None:
    payment = place()
    no = PaymentFailed("Not this currency.", retry=False)

    calling = patch.object(BankTransfer, "begin", side_effect=no)
    with calling, pytest.raises(PaymentFailed):
        begin_payment(payment, return_url=URL)

    payment.refresh_from_db()
    assert payment.status == Payment.Status.FAILED
    assert payment.order.events.filter(kind="payment_failed").count() == 1


def test_second_call_begins_the_same_payment() -> None:
    payment = place()

    first = begin_payment(payment, return_url=URL)
    second = begin_payment(payment, return_url=URL)

    assert first == second


def test_second_click_at_the_door_confirms_once() -> None:
    payment = place(payment_code="cod")
    other_view = Payment.objects.select_related("order").get()

    begin_payment(payment, return_url=URL)
    begin_payment(other_view, return_url=URL)

    assert payment.order.events.filter(kind="confirmed").count() == 1


def test_payment_cancelled_while_it_began_is_cancelled_at_the_provider(
    run_jobs: Callable[[], int],
) -> None:
    payment = place()

    def begin(*_: object, **__: object) -> Begun:
        stop_payments(payment.order)
        return Begun("ref_late", Payment.Status.PENDING)

    with patch.object(BankTransfer, "begin", side_effect=begin):
        begin_payment(payment, return_url=URL)
    with patch.object(BankTransfer, "cancel") as cancel:
        run_jobs()

    payment.refresh_from_db()
    assert payment.reference == "ref_late"
    assert cancel.called


def test_unfinished_payment_is_asked_about_until_it_is_finished(
    run_jobs: Callable[[], int],
) -> None:
    pending = Finding(Payment.Status.PENDING)
    with patch.object(BankTransfer, "is_remote", True):
        order = make_order()
        with patch.object(BankTransfer, "look_up", return_value=pending) as look_up:
            for _ in range(3):
                Job.objects.filter(name="payment.check").update(
                    run_at=timezone.now() - timedelta(seconds=1)
                )
                run_jobs()
            assert look_up.call_count == 3

        paid = Finding(Payment.Status.CAPTURED, captured=order.total, movement="m")
        with patch.object(BankTransfer, "look_up", return_value=paid) as look_up:
            for _ in range(3):
                Job.objects.filter(name="payment.check", status="waiting").update(
                    run_at=timezone.now() - timedelta(seconds=1)
                )
                run_jobs()
            assert look_up.call_count == 1

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED


@pytest.mark.parametrize(
    ("limits", "is_offered"),
    [
        ({}, True),
        ({"countries": ["LV", "EE"]}, True),
        ({"countries": ["DE"]}, False),
        ({"currency": "EUR"}, True),
        ({"currency": "GBP"}, False),
        ({"minimum": Decimal("20.00")}, True),
        ({"minimum": Decimal("20.01")}, False),
        ({"maximum": Decimal("20.00")}, True),
        ({"maximum": Decimal("19.99")}, False),
        ({"is_active": False}, False),
        ({"provider": "gone"}, False),
    ],
)
def test_way_of_paying_is_offered_where_it_fits(
    limits: dict[str, Any], is_offered: bool
) -> None:
    make_merchant()
    make_way("bank", **limits)

    ways = ways_to_pay(country="LV", currency="EUR", total=Decimal(20))

    assert bool(ways) is is_offered


def test_transfer_is_not_offered_without_an_account_to_send_to() -> None:
    make_merchant(iban="")
    make_way("bank")

    assert ways_to_pay(country="LV", currency="EUR", total=Decimal(10)) == []


@pytest.mark.parametrize(
    ("customers", "who", "is_offered"),
    [
        ("new", "stranger", True),
        ("new", "newcomer", True),
        ("new", "regular", False),
        ("known", "stranger", False),
        ("known", "newcomer", False),
        ("known", "regular", True),
        ("business", "regular", False),
        ("business", "business", True),
    ],
)
def test_way_of_paying_is_offered_to_those_it_is_for(
    buyer: User, customers: str, who: str, is_offered: bool
) -> None:
    make_order(
        status=Order.Status.DELIVERED if who == "regular" else "sent", user=buyer
    )
    make_way("chosen", customers=customers)
    payer = Payer(
        None if who == "stranger" else buyer.pk, is_business=who == "business"
    )

    ways = ways_to_pay(country="LV", currency="EUR", total=Decimal(20), payer=payer)

    assert ("chosen" in [way.code for way in ways]) is is_offered


def test_way_for_a_group_is_offered_to_those_in_it(buyer: User, agent: User) -> None:
    make_merchant()
    group = CustomerGroup.objects.create(name="Wholesale")
    group.users.add(buyer)
    make_way("invoice", customers="groups").groups.add(group)

    offered = {
        user: bool(
            ways_to_pay(
                country="LV", currency="EUR", total=Decimal(20), payer=Payer(user)
            )
        )
        for user in (buyer.pk, agent.pk, None)
    }

    assert offered == {buyer.pk: True, agent.pk: False, None: False}


def test_who_has_bought_is_asked_only_where_it_matters(
    buyer: User, django_assert_num_queries: Any
) -> None:
    make_merchant().current()
    make_way("bank")

    with django_assert_num_queries(1):
        ways_to_pay(
            country="LV", currency="EUR", total=Decimal(20), payer=Payer(buyer.pk)
        )
