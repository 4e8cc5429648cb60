from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from catalog.stock.tests.test_races import race
from checkout.orders.models import Order
from checkout.payments.models import LedgerEntry, Refund
from checkout.payments.providers.bank_transfer.references import in_groups
from checkout.payments.statements.models import BankCredit
from checkout.payments.statements.taking_in import (
    Summary,
    TakenBack,
    book,
    read_statement,
    take_in,
)
from checkout.payments.statements.testing import make_entry, make_statement
from checkout.testing import make_order

pytestmark = pytest.mark.django_db

Status = BankCredit.Status


def take(*entries: str) -> Summary:
    return take_in(read_statement(make_statement(*entries)), by="marta")


def reference_of(order: Order) -> str:
    return order.payments.get().reference


def status_of(order: Order) -> str:
    order.refresh_from_db()
    return order.status


def test_transfer_with_the_reference_pays_the_order() -> None:
    order = make_order()

    summary = take(make_entry(order.total, reference=reference_of(order)))

    assert summary == Summary(booked=1)
    assert status_of(order) == Order.Status.CONFIRMED
    assert BankCredit.objects.get().payment == order.payments.get()


@pytest.mark.parametrize("text", ["paying {} for the mugs", "{}thanks", "Ref:{}."])
def test_reference_is_found_in_what_the_payer_wrote(text: str) -> None:
    order = make_order()

    take(make_entry(order.total, text=text.format(in_groups(reference_of(order)))))

    assert status_of(order) == Order.Status.CONFIRMED


def test_number_and_amount_of_the_order_are_enough() -> None:
    order = make_order()

    take(make_entry(order.total, text=f"order {order.number}"))

    assert status_of(order) == Order.Status.CONFIRMED


@pytest.mark.parametrize("text", ["order {}", "no word"])
def test_doubtful_money_is_proposed_and_books_nothing(text: str) -> None:
    order = make_order()
    amount = order.total - 1 if "{}" in text else order.total

    summary = take(make_entry(amount, text=text.format(order.number)))

    credit = BankCredit.objects.get()
    assert summary == Summary(to_decide=1)
    assert (credit.status, credit.payment) == (Status.PROPOSED, order.payments.get())
    assert status_of(order) == Order.Status.PLACED
    assert not LedgerEntry.objects.exists()


def test_amount_that_fits_two_orders_is_no_hint() -> None:
    make_order()
    order = make_order()

    take(make_entry(order.total))

    credit = BankCredit.objects.get()
    assert (credit.status, credit.payment) == (Status.UNKNOWN, None)


def test_other_currency_is_other_money() -> None:
    order = make_order()

    take(make_entry(order.total, reference=reference_of(order), currency="USD"))

    assert BankCredit.objects.get().status == Status.UNKNOWN
    assert status_of(order) == Order.Status.PLACED


def test_statement_taken_in_again_changes_nothing() -> None:
    order = make_order()
    entry = make_entry(order.total, reference=reference_of(order))
    take(entry)

    assert take(entry) == Summary(known=1)
    assert LedgerEntry.objects.count() == 1
    assert not Refund.objects.exists()


def test_too_little_waits_for_the_rest() -> None:
    order = make_order()
    first = make_entry(order.total - 5, reference=reference_of(order))
    rest = make_entry(Decimal(5), reference=reference_of(order))

    take(first)
    waiting = status_of(order)
    take(first, rest)

    assert waiting == Order.Status.PLACED
    assert status_of(order) == Order.Status.CONFIRMED


def test_buyer_reads_what_is_still_missing(client: Client) -> None:
    order = make_order()
    page = order.get_absolute_url()
    whole = client.get(page).context["sheet"].instructions

    take(make_entry(order.total - 5, reference=reference_of(order)))

    rest = client.get(page).context["sheet"].instructions
    assert "5.00" in dict(rest.rows)["Still missing"]
    assert "Amount" not in dict(rest.rows)
    assert rest.qr_svg
    assert rest.qr_svg != whole.qr_svg


def test_money_the_bank_takes_back_waits_for_people_and_books_nothing() -> None:
    order = make_order()
    reference = reference_of(order)
    take(make_entry(order.total, reference=reference, number="B7"))
    reversal = make_entry(
        order.total,
        reference=reference,
        number="B7",
        direction="DBIT",
        reversal="<RvslInd>true</RvslInd>",
    )

    summaries = [take(reversal), take(reversal)]

    taken = BankCredit.objects.get(is_reversal=True)
    assert summaries == [Summary(to_decide=1), Summary(known=1)]
    assert (taken.status, taken.payment) == (Status.PROPOSED, order.payments.get())
    assert order.events.get(kind="note").data["about"] == "bank_took_back"
    with pytest.raises(TakenBack):
        book(taken, order.payments.get(), by="marta")
    assert LedgerEntry.objects.count() == 1


def test_too_much_goes_back() -> None:
    order = make_order()

    take(make_entry(order.total + 5, reference=reference_of(order)))

    assert status_of(order) == Order.Status.CONFIRMED
    assert Refund.objects.get().amount == 5


@pytest.mark.django_db(transaction=True)
def test_one_statement_from_eight_hands_books_once() -> None:
    order = make_order()
    found = read_statement(
        make_statement(make_entry(order.total, reference=reference_of(order)))
    )

    outcomes = race(lambda _: take_in(found, by="marta").booked, runners=8)

    assert outcomes == {1: 1, 0: 7}
    assert LedgerEntry.objects.get().amount == order.total
