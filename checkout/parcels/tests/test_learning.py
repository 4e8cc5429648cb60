from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from checkout.delivery.consignments import Consignment
from checkout.delivery.models import LeadTime
from checkout.delivery.offering import delivery_options
from checkout.delivery.promising import recompute
from checkout.orders.models import Order
from checkout.parcels.learning import ENOUGH_PARCELS, learn_lead_times
from checkout.parcels.models import Parcel
from checkout.testing import make_order

pytestmark = pytest.mark.django_db

# a Monday
MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Riga"))
NOW = MONDAY + timedelta(days=5)


def make_arrivals(
    count: int, *, days: int, order: Order | None = None, **changes: object
) -> Order:
    """Parcels of the courier that took so many days from a Monday on."""
    order = order or make_order(status=Order.Status.CONFIRMED)
    came_at = MONDAY + timedelta(days=days)
    facts = {
        "status": Parcel.Status.DELIVERED,
        "packed_at": MONDAY,
        "sent_at": MONDAY,
        "delivered_at": came_at,
    }
    for _ in range(count):
        Parcel.objects.create(order=order, **{**facts, **changes})
    return order


def promised_days() -> tuple[int, int]:
    goods = Consignment(weight_g=500, value=0, currency="EUR")  # type: ignore[arg-type]
    (option,) = delivery_options(goods, country="LV", now=MONDAY)
    return (
        (option.promise.earliest - MONDAY.date()).days,
        (option.promise.latest - MONDAY.date()).days,
    )


def test_a_slow_carrier_is_promised_as_slow_as_it_is() -> None:
    order = make_arrivals(100, days=4)
    before = promised_days()

    learn_lead_times(NOW)

    assert before == (1, 2)
    assert promised_days() == (2, 4)
    learned = LeadTime.objects.get()
    assert (learned.country, learned.parcels) == (order.country, 100)


def test_what_is_promised_then_can_be_worked_out_again() -> None:
    make_arrivals(100, days=4)
    learn_lead_times(NOW)
    order = make_order()

    again = recompute(order.promise_inputs)

    assert order.promise_inputs["days_max"] == 4
    assert (again.earliest, again.latest) == (order.promised_from, order.promised_until)


def test_a_handful_of_parcels_teaches_nothing() -> None:
    make_arrivals(ENOUGH_PARCELS - 1, days=4)

    learn_lead_times(NOW)

    assert not LeadTime.objects.exists()
    assert promised_days() == (1, 2)


def test_old_parcels_are_forgotten() -> None:
    make_arrivals(50, days=4)
    learn_lead_times(NOW)

    learn_lead_times(NOW + timedelta(days=200))

    assert not LeadTime.objects.exists()
    assert promised_days() == (1, 2)


def test_what_came_back_teaches_nothing() -> None:
    make_arrivals(50, days=4, status=Parcel.Status.RETURNED, delivered_at=None)

    learn_lead_times(NOW)

    assert not LeadTime.objects.exists()


def test_staff_see_kept_and_broken_promises(admin_client: Client) -> None:
    order = make_arrivals(3, days=1)
    Order.objects.filter(pk=order.pk).update(promised_until=(NOW).date())
    late = make_arrivals(1, days=4)
    Order.objects.filter(pk=late.pk).update(
        promised_until=MONDAY.date() + timedelta(days=2)
    )

    page = admin_client.get("/admin/checkout/leadtime/")

    html = page.content.decode()
    assert page.status_code == 200
    assert "75%" in html
    assert late.number in html
    assert f"/admin/checkout/order/{order.pk}/" not in html


def test_many_broken_promises_cost_no_more_queries(admin_client: Client) -> None:
    late = make_arrivals(1, days=4)
    Order.objects.filter(pk=late.pk).update(promised_until=MONDAY.date())

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            admin_client.get("/admin/checkout/leadtime/")
        return len(seen)

    queries()
    one = queries()
    make_arrivals(9, days=4, order=late)

    assert queries() == one
