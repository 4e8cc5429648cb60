from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from checkout.flow.auditing import audit_books
from checkout.orders.models import Order
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.receiving import collect_from_carriers
from checkout.remittances.models import CarrierRemittance
from checkout.remittances.owing import owed_by_carriers, totals
from checkout.remittances.reading import read_remittances
from checkout.remittances.taking_in import (
    AlreadyDecided,
    NotToBook,
    Summary,
    book,
    set_aside,
    take_in,
)
from checkout.remittances.testing import make_list
from checkout.testing import make_delivered_parcel, make_order, make_sent_parcel

pytestmark = pytest.mark.django_db

Status = CarrierRemittance.Status
Doubt = CarrierRemittance.Doubt
DUE = Decimal("17.40")


def take(*rows: tuple[str, Decimal | str | int], day: str = "2026-11-20") -> Summary:
    return take_in(read_remittances(make_list(*rows, day=day)), by="marta")


def owed() -> list[Decimal]:
    return [each.amount for each in owed_by_carriers(now=timezone.now())]


def brought() -> list[Decimal]:
    entries = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.REMITTED)
    return list(entries.order_by("pk").values_list("amount", flat=True))


def test_money_for_a_delivered_parcel_is_booked() -> None:
    parcel = make_delivered_parcel(number="LV1")
    assert owed() == [DUE]

    summary = take((" lv 1", "17,40"))

    row = CarrierRemittance.objects.get()
    assert summary == Summary(booked=1)
    assert (row.parcel, row.payment) == (parcel, parcel.order.payments.get())
    assert (row.currency, row.surplus) == ("EUR", 0)
    assert brought() == [DUE]
    assert not owed()
    assert [*audit_books()] == []


def test_the_same_list_twice_changes_nothing() -> None:
    make_delivered_parcel(number="LV1")
    take(("LV1", DUE), ("LV9", 5))

    assert take(("LV9", 5), ("LV1", DUE)) == Summary(known=2)
    assert brought() == [DUE]


def test_the_buyer_paid_when_the_parcel_was_handed_over_and_owes_no_more() -> None:
    parcel = make_delivered_parcel(number="LV1")
    take(("LV1", 10))
    row = CarrierRemittance.objects.get()

    book(row, parcel.order.payments.get(), by="marta")

    payment = parcel.order.payments.get()
    assert (payment.status, payment.refundable) == (Payment.Status.CAPTURED, DUE)
    assert not parcel.order.events.filter(kind="paid_in_part").exists()
    assert owed() == [Decimal("7.40")]


@pytest.mark.parametrize(
    ("row", "doubt"),
    [
        (("LV9", DUE), Doubt.UNKNOWN),
        (("LV1", 10), Doubt.TOO_LITTLE),
        (("LV1", 20), Doubt.TOO_MUCH),
        (("LV1", -DUE), Doubt.TAKEN_BACK),
        (("LV2", DUE), Doubt.NOT_DELIVERED),
        (("LV3", "14.90"), Doubt.OTHER_WAY),
        (("LV4", DUE), Doubt.SEVERAL),
    ],
)
def test_the_doubtful_waits_for_people(
    row: tuple[str, Decimal | str | int], doubt: str
) -> None:
    make_delivered_parcel(number="LV1")
    make_sent_parcel(number="LV2")
    make_delivered_parcel(number="LV3", payment_code="bank")
    make_delivered_parcel(number="LV4")
    make_delivered_parcel(number="LV4")

    assert take(row) == Summary(to_decide=1)

    assert CarrierRemittance.objects.get().doubt == doubt
    assert not brought()


def test_money_that_was_brought_before_waits() -> None:
    make_delivered_parcel(number="LV1")
    take(("LV1", DUE))

    assert take(("LV1", DUE), day="2026-11-27") == Summary(to_decide=1)
    assert CarrierRemittance.objects.to_decide().get().doubt == Doubt.AGAIN


def test_another_currency_waits_and_an_order_number_is_proposed() -> None:
    parcel = make_delivered_parcel(number="LV1")
    table = f"""parcel;amount;date;currency;order
LV1;17,40;2026-11-20;USD;
LV9;17,40;2026-11-20;EUR;{parcel.order.number}"""

    take_in(read_remittances(table.encode()), by="marta")

    foreign, unknown = CarrierRemittance.objects.order_by("pk")
    assert foreign.doubt == Doubt.CURRENCY
    assert (unknown.doubt, unknown.payment) == (
        Doubt.UNKNOWN,
        parcel.order.payments.get(),
    )


def test_what_is_beyond_the_debt_is_noted_as_the_carriers() -> None:
    parcel = make_delivered_parcel(number="LV1")
    take(("LV1", 20))
    row = CarrierRemittance.objects.get()

    book(row, parcel.order.payments.get(), by="marta")

    row.refresh_from_db()
    assert (row.status, row.surplus) == (Status.BOOKED, Decimal("2.60"))
    assert brought() == [DUE]
    assert not Refund.objects.exists()
    assert [*audit_books()] == []


def test_money_before_the_news_of_the_delivery_pays_the_order_once() -> None:
    parcel = make_sent_parcel(number="LV1")
    take(("LV1", DUE))
    book(CarrierRemittance.objects.get(), parcel.order.payments.get(), by="marta")
    payment = parcel.order.payments.get()
    assert payment.status == Payment.Status.CAPTURED

    parcel.order.refresh_from_db()
    parcel.order.move_to(Order.Status.DELIVERED, by="post")
    collect_from_carriers()

    assert payment.balance(LedgerEntry.Kind.CAPTURED) == DUE
    assert not owed()
    assert [*audit_books()] == []


def test_money_for_a_cancelled_order_goes_back_to_its_buyer() -> None:
    parcel = make_sent_parcel(number="LV1")
    take(("LV1", DUE))
    Order.objects.update(status=Order.Status.CANCELLED)

    book(CarrierRemittance.objects.get(), parcel.order.payments.get(), by="marta")

    assert Refund.objects.get().amount == DUE


def test_what_is_decided_is_decided_once() -> None:
    parcel = make_delivered_parcel(number="LV1")
    payment = parcel.order.payments.get()
    take(("LV1", 10), ("LV1", -10))
    row, taken = CarrierRemittance.objects.order_by("pk")
    set_aside(row, note="a fee", by="marta")

    with pytest.raises(AlreadyDecided):
        book(row, payment, by="olga")
    with pytest.raises(NotToBook):
        book(taken, payment, by="olga")
    assert not brought()


def test_totals_are_by_carrier() -> None:
    make_delivered_parcel(days_ago=20)
    make_delivered_parcel()
    make_order(payment_code="cod")

    found = owed_by_carriers(now=timezone.now())

    assert [each.is_late for each in found] == [True, False]
    [total] = totals(found)
    assert (total.carrier, total.amount, total.count) == ("Post", 2 * DUE, 2)
