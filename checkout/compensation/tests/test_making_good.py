from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.utils.timezone import localdate

from checkout.compensation.excusing import excuse
from checkout.compensation.making_good import LOOK_BACK, make_good
from checkout.compensation.models import Breach, Compensation, Disruption, Excuse
from checkout.compensation.tests.late_orders import (
    become_later,
    make_late_order,
    make_rule,
)
from checkout.credit.ledger import store_credit_of
from checkout.credit.models import CreditEntry
from checkout.orders.models import Order
from checkout.parcels.models import Carrier, Parcel
from checkout.payments.models import Refund
from checkout.payments.parts.models import RefundedPart
from checkout.payments.receiving import mark_received
from shop.jobs.running import run_due
from shop.users.models import User


def bare(text: str) -> str:
    """Without the marks that keep amounts in one piece."""
    return re.sub("[\u2066-\u2069]", "", text)


pytestmark = pytest.mark.django_db


def test_customer_with_an_account_finds_credit_and_an_explanation(
    buyer: User, client: Client
) -> None:
    make_rule("5.00")
    order = make_late_order(user=buyer)

    make_good(order_id=order.pk)
    run_due()

    assert store_credit_of(buyer, "EUR").balance == 5
    [letter] = [m for m in mail.outbox if "is late" in m.subject]
    assert "€5.00 as store credit" in bare(str(letter.body))
    page = client.get(order.get_absolute_url()).content.decode()
    assert "We are late, and make good for it" in page
    assert "€5.00 is on your store credit" in bare(page)


def test_guest_gets_a_gift_card_whose_code_works(client: Client) -> None:
    make_rule("5.00")
    order = make_late_order()

    make_good(order_id=order.pk)
    run_due()

    given = Compensation.objects.get()
    assert given.account is not None
    assert given.account.balance == 5
    [letter] = [m for m in mail.outbox if "is late" in m.subject]
    page = client.get(order.get_absolute_url()).content.decode()
    code = page.partition('class="gift-code" dir="ltr">')[2][:19]
    assert code in letter.body
    assert code[-4:] == given.account.last_four


def test_the_same_lateness_is_paid_once(buyer: User) -> None:
    make_rule("5.00")
    order = make_late_order(user=buyer)

    for _ in range(3):
        make_good(order_id=order.pk)

    assert Compensation.objects.count() == CreditEntry.objects.count() == 1


def test_a_worse_lateness_adds_what_is_missing(buyer: User) -> None:
    make_rule("5.00")
    make_rule("8.00", days_late=3)
    order = make_late_order(user=buyer)
    make_good(order_id=order.pk)

    become_later(order, 3)
    make_good(order_id=order.pk)
    run_due()

    assert [*Compensation.objects.order_by("pk").values_list("step", "amount")] == [
        (1, 5),
        (3, 3),
    ]
    assert store_credit_of(buyer, "EUR").balance == 8
    assert "add to what we gave before" in mail.outbox[-1].body


def test_delivery_goes_back_as_it_was_paid_and_no_second_time() -> None:
    make_rule("100", measure="delivery", form="refund")
    order = make_late_order()
    mark_received(order.payments.get(), by="test", amount=order.total)

    make_good(order_id=order.pk)
    make_good(order_id=order.pk)

    assert [*Refund.objects.values_list("amount", flat=True)] == [order.shipping]
    assert RefundedPart.objects.get().amount == order.shipping
    assert Compensation.objects.get().way == Compensation.Way.REFUND


def test_delivery_that_was_not_paid_yet_becomes_credit() -> None:
    make_rule("100", measure="delivery", form="refund")
    order = make_late_order(payment_code="cod")

    make_good(order_id=order.pk)

    assert Compensation.objects.get().way == Compensation.Way.CARD
    assert not Refund.objects.exists()


@pytest.mark.parametrize("status", [Parcel.Status.RETURNING, Parcel.Status.RETURNED])
def test_nothing_for_what_was_refused_or_came_back(status: str) -> None:
    make_rule()
    order = make_late_order()
    order.parcels.update(status=status)

    make_good(order_id=order.pk)

    assert not Breach.objects.exists()


def test_nothing_once_it_is_excused() -> None:
    make_rule()
    order = make_late_order()
    excuse(order, cause=Excuse.Cause.DATE_CHANGED, by="marta")

    make_good(order_id=order.pk)

    assert not Compensation.objects.exists()


def test_weather_excuses_the_carrier_and_not_us() -> None:
    make_rule()
    carried, not_sent = make_late_order(), make_late_order(status="packed")
    Disruption.objects.create(
        cause="weather", first_day=localdate() - timedelta(9), last_day=localdate()
    )

    make_good(order_id=carried.pk)
    make_good(order_id=not_sent.pk)

    assert Compensation.objects.get().breach.order == not_sent
    assert Breach.objects.get(order=carried).disruption is not None


def test_a_parcel_nobody_can_follow_is_not_called_late() -> None:
    make_rule()
    order = make_late_order()
    Carrier.objects.update(interface="table")

    make_good(order_id=order.pk)

    assert not Breach.objects.exists()


def test_news_of_a_late_arrival_is_enough(run_jobs: Callable[[], int]) -> None:
    make_rule()
    order = make_late_order(2, status=Order.Status.DELIVERED)
    old = make_late_order(LOOK_BACK.days + 1, status=Order.Status.DELIVERED)

    run_jobs()
    run_jobs()

    breach = Breach.objects.get()
    assert (breach.order, breach.days_late) == (order, 2) != (old, 2)
    assert Compensation.objects.count() == 1
    assert len([m for m in mail.outbox if "is late" in m.subject]) == 1


def test_what_came_in_time_or_was_cancelled_is_no_breach() -> None:
    make_rule()
    in_time = make_late_order(3, status=Order.Status.DELIVERED)
    in_time.parcels.update(
        delivered_at=in_time.parcels.get().sent_at, status=Parcel.Status.DELIVERED
    )
    cancelled = make_late_order(3, status=Order.Status.CANCELLED)

    make_good(order_id=in_time.pk)
    make_good(order_id=cancelled.pk)

    assert not Breach.objects.exists()


def test_staff_see_what_a_rule_would_have_cost(agent: User, client: Client) -> None:
    make_rule("5.00", since=localdate())
    make_late_order(2, status=Order.Status.DELIVERED)
    client.force_login(agent)

    page = client.get("/admin/checkout/compensationrule/").content.decode()

    assert "€5.00 for 1 order" in bare(page)


def test_rule_that_would_refund_a_part_is_refused(agent: User, client: Client) -> None:
    client.force_login(agent)

    page = client.post(
        "/admin/checkout/compensationrule/add/",
        {"name": "x", "days_late": 1, "currency": "eur", "measure": "delivery"}
        | {"value": "50", "form": "refund", "since": "2026-01-01", "goods_from": "0"}
        | {"countries": "[]"},
    )

    assert page.status_code == 200
    assert "Money goes back for the whole delivery" in page.content.decode()


def test_staff_excuse_an_order_with_a_cause(agent: User, client: Client) -> None:
    order = make_late_order()
    client.force_login(agent)

    client.post(
        f"/admin/checkout/order/{order.pk}/deeds/excuse/", {"cause": "wrong_address"}
    )

    assert Excuse.objects.get().cause == "wrong_address"
    assert Decimal(0) == sum(c.amount for c in Compensation.objects.all())


def test_staff_see_broken_promises_with_what_was_given(
    agent: User, client: Client
) -> None:
    make_rule("5.00")
    order = make_late_order(2)
    make_good(order_id=order.pk)
    client.force_login(agent)

    page = client.get("/admin/checkout/leadtime/").content.decode()

    assert order.number in page
    assert "€5.00" in bare(page)
