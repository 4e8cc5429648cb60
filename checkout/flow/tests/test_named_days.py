"""The buyer names the day, and says what the driver should know."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from checkout.delivery.calendars import rests
from checkout.delivery.naming import days_to_name, named
from checkout.delivery.promising import Terms, promise, recompute
from checkout.flow.tests.buyers import bring, buy
from checkout.orders.models import Order
from checkout.orders.promising import promise_from
from checkout.testing import make_cart, make_method, make_order, make_shop

RIGA = ZoneInfo("Europe/Riga")
TUESDAY = datetime(2026, 11, 24, 12, tzinfo=RIGA)
TERMS = Terms(cutoff=time(14), handling_days=0, days_min=1, days_max=2)


def days_from(
    moment: datetime,
    count: int,
    *,
    to: str = "LV",
    closed: frozenset[date] = frozenset(),
) -> tuple[date, ...]:
    promised = promise(
        moment, terms=TERMS, origin="LV", destination=to, closed_days=closed
    )
    return days_to_name(promised, TERMS, closed, count)


def test_weekends_and_days_after_a_closed_one_are_left_out() -> None:
    closed = frozenset({date(2026, 11, 26)})

    assert days_from(TUESDAY, 4, closed=closed) == (
        date(2026, 11, 25),
        date(2026, 11, 26),
        date(2026, 11, 30),
        date(2026, 12, 1),
    )


@given(
    minutes=st.integers(0, 800 * 24 * 60),
    to=st.sampled_from(["LV", "DE", "IR", "US"]),
    count=st.integers(0, 12),
)
def test_every_day_offered_is_a_working_day_and_none_is_too_early(
    minutes: int, to: str, count: int
) -> None:
    at = TUESDAY + timedelta(minutes=minutes)
    promised = promise(at, terms=TERMS, origin="LV", destination=to)

    days = days_to_name(promised, TERMS, frozenset(), count)

    assert len(days) == count
    assert list(days) == sorted(set(days))
    for day in days:
        assert day >= promised.earliest
        assert not rests(to, day)
        assert recompute(named(promised, day).inputs) == named(promised, day)


@pytest.fixture
def _day_courier(db: None) -> None:
    make_shop()
    make_method("6.00", code="day", name="On a day", named_days=3)


@pytest.mark.usefixtures("_day_courier")
def test_the_day_that_was_named_is_the_promise(client: Client) -> None:
    cart = make_cart()
    with patch("django.utils.timezone.now", return_value=TUESDAY):
        buy(client, cart, method="day", total_seen="EUR 16.00", day="2026-11-27")

    order = Order.objects.get()
    assert (order.promised_from, order.promised_until) == (
        date(2026, 11, 27),
        date(2026, 11, 27),
    )
    assert recompute(order.promise_inputs).latest == date(2026, 11, 27)


@pytest.mark.usefixtures("_day_courier")
@pytest.mark.parametrize(
    "day", [None, "", "2026-11-24", "2026-11-28", "x", "2026-13-01"]
)
def test_no_other_day_can_be_had(client: Client, day: str | None) -> None:
    with patch("django.utils.timezone.now", return_value=TUESDAY):
        answer = buy(client, make_cart(), method="day", total_seen="EUR 16.00", day=day)

    assert answer.status_code == 422
    assert "Choose the day on which it should come." in answer.content.decode()
    assert not Order.objects.exists()


@pytest.mark.usefixtures("_day_courier")
def test_a_day_that_can_still_be_kept_is_kept_when_money_comes_late() -> None:
    with patch("django.utils.timezone.now", return_value=TUESDAY):
        order = make_order(method_code="day", day=date(2026, 11, 27))

        promise_from(order, now=TUESDAY + timedelta(days=1))
        kept = order.promised_from
        promise_from(order, now=TUESDAY + timedelta(days=4))

    assert kept == date(2026, 11, 27)
    assert order.promised_from == date(2026, 12, 1)


@pytest.mark.django_db
def test_what_the_driver_should_know_is_kept(client: Client) -> None:
    make_shop()
    cart = make_cart()
    bring(client, cart)

    refused = buy(client, cart, instructions="x" * 301)
    buy(client, cart, instructions="Door code 12B")

    assert refused.status_code == 422
    order = Order.objects.get()
    assert order.delivery_instructions == "Door code 12B"
    assert "Door code 12B" in client.get(order.get_absolute_url()).content.decode()
