from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from checkout.delivery.calendars import rests
from checkout.flow.expiring import find_unpaid_orders
from checkout.notifications.models import Mailing
from checkout.orders.models import Order, OrderEvent
from checkout.payments.dues import (
    Term,
    term_of,
    working_days_after,
    working_days_before,
)
from checkout.payments.models import Payment, PaymentMethod
from checkout.payments.receiving import mark_received
from checkout.payments.reminding import remind_of_payments
from checkout.testing import make_merchant, make_order, make_way

FRIDAY = datetime(2026, 11, 13, 12, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))

transfers = pytest.mark.django_db


def make_transfer(**days: int) -> PaymentMethod:
    make_merchant()
    fields: dict[str, Any] = {"due_days": 5, "reminder_days": 2, "grace_days": 3}
    return make_way("bank", **{**fields, **days})


def make_awaited(**changes: object) -> Order:
    """An order to be reminded of today."""
    make_transfer()
    order = make_order(number="L-1", **changes)  # type: ignore[arg-type]
    today = timezone.localdate()
    order.payments.update(remind_on=today, pay_by=today + timedelta(days=2))
    return order


@transfers
def test_due_date_passes_over_weekends_and_holidays() -> None:
    # Wednesday 18 November is a holiday in Latvia
    assert term_of(make_transfer(), now=FRIDAY) == Term(
        pay_by=date(2026, 11, 23),
        remind_on=date(2026, 11, 19),
        ends_at=datetime(2026, 11, 26, 22, tzinfo=UTC),
    )


@transfers
@pytest.mark.parametrize("days", [{"reminder_days": 0}, {"reminder_days": 5}])
def test_no_reminder_on_the_day_of_the_order_or_when_it_is_due(
    days: dict[str, int],
) -> None:
    assert term_of(make_transfer(**days), now=FRIDAY).remind_on is None


@transfers
def test_way_without_a_due_date_waits_as_long_as_its_provider() -> None:
    make_merchant()

    assert term_of(make_way("bank"), now=FRIDAY) == Term(
        ends_at=FRIDAY + timedelta(days=7)
    )


@transfers
@pytest.mark.parametrize(
    ("provider", "ends_at"),
    [("cash_on_delivery", None), ("stripe", FRIDAY + timedelta(hours=1))],
)
def test_due_dates_are_for_what_buyers_send_on_their_own(
    provider: str, ends_at: datetime | None
) -> None:
    method = make_way("other", provider=provider, due_days=5, reminder_days=2)

    assert term_of(method, now=FRIDAY) == Term(ends_at=ends_at)


@given(start=DAYS, count=st.integers(1, 30))
def test_working_days_are_counted_one_by_one(start: date, count: int) -> None:
    end = working_days_after(start, count, country="LV")

    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(not rests("LV", each) for each in between) == count
    assert not rests("LV", end)
    assert rests("LV", start) or working_days_before(end, count, country="LV") == start


@transfers
def test_page_of_the_order_says_by_when_to_pay(client: Client) -> None:
    make_transfer()
    order = make_order()
    order.payments.update(pay_by=date(2036, 11, 20))

    page = client.get(order.get_absolute_url()).content.decode()

    assert "Please send the money by Thu 20 November." in page
    assert "To be paid by" in page


@transfers
def test_page_of_an_overdue_order_says_how_long_it_is_kept(client: Client) -> None:
    make_transfer()
    order = make_order()
    order.payments.update(
        pay_by=date(2020, 11, 19), due_at=datetime(2036, 11, 22, 22, tzinfo=UTC)
    )

    page = client.get(order.get_absolute_url()).content.decode()

    assert "due by Thu 19 November and is not here yet" in page
    assert "We keep the goods for you until Sat 22 November." in page


@transfers
def test_order_is_kept_through_the_days_of_grace(run_jobs: Callable[[], int]) -> None:
    make_transfer()
    order = make_order()
    yesterday = timezone.localdate() - timedelta(days=1)
    order.payments.update(pay_by=yesterday)

    find_unpaid_orders()
    run_jobs()

    order.refresh_from_db()
    assert order.status == Order.Status.PLACED


@transfers
def test_buyer_is_reminded_once(run_jobs: Callable[[], int]) -> None:
    order = make_awaited()

    remind_of_payments()
    remind_of_payments()
    run_jobs()
    run_jobs()

    assert order.events.filter(kind="payment_reminder").count() == 1
    told = [each for each in mail.outbox if "waits for your payment" in each.subject]
    assert len(told) == 1
    assert told[0].subject == "Order L-1 waits for your payment"
    for part in ("LV80 BANK 0000 4351 9500 1", "€14.90", order.get_absolute_url()):
        assert part in told[0].body


@transfers
def test_reminder_is_in_the_language_of_the_order(run_jobs: Callable[[], int]) -> None:
    make_awaited(language="fa")

    run_jobs()

    mailing = Mailing.objects.get(template="order_payment_reminder")
    assert mailing.sent_at is not None
    assert mail.outbox[-1].extra_headers["Content-Language"] == "fa"


@transfers
@pytest.mark.parametrize(
    "changes", [{"remind_on": 1, "pay_by": 2}, {"remind_on": -3, "pay_by": -1}]
)
def test_nobody_is_reminded_too_early_or_too_late(changes: dict[str, int]) -> None:
    make_awaited()
    today = timezone.localdate()
    days = {name: today + timedelta(days=n) for name, n in changes.items()}
    Payment.objects.update(**days)

    remind_of_payments()

    assert not OrderEvent.objects.filter(kind="payment_reminder").exists()


@transfers
def test_who_has_paid_is_not_reminded() -> None:
    order = make_awaited()
    mark_received(order.payments.get(), by="marta", amount=order.total)

    remind_of_payments()

    assert not order.events.filter(kind="payment_reminder").exists()


@transfers
def test_buyer_hears_what_is_missing(run_jobs: Callable[[], int]) -> None:
    order = make_awaited()

    mark_received(order.payments.get(), by="marta", amount=Decimal("10.00"))
    run_jobs()

    told = [each for each in mail.outbox if "is missing" in each.subject]
    assert len(told) == 1
    assert told[0].subject == "A part of the payment for order L-1 is missing"
    assert "€4.90\u2069 is still missing" in told[0].body
    assert "Still missing: €4.90" in told[0].body.replace("\u2068", "")

    mark_received(
        order.payments.get(), by="marta", amount=Decimal("4.90"), movement="rest"
    )

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert order.events.filter(kind="paid_in_part").count() == 1
