"""One bank statement, taken in by several at once."""

from __future__ import annotations

from functools import partial

import pytest

from checkout.flow.auditing import audit_books
from checkout.orders.models import Order
from checkout.payments.models import LedgerEntry, Refund
from checkout.payments.statements.models import BankCredit
from checkout.payments.statements.taking_in import read_statement, take_in
from checkout.payments.statements.testing import make_entry, make_statement
from checkout.testing import make_order
from races.guards import Uniques
from races.starting import PATIENT, Deed, race

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

WRITE_THE_CREDIT = r'INSERT INTO "checkout_bankcredit"'


def four_who_take_it_in() -> list[Deed]:
    order = make_order()
    reference = order.payments.get().reference
    content = make_statement(make_entry(order.total, reference=reference))
    return [partial(_take_in, content)] * 4


def _take_in(content: bytes) -> str:
    summary = take_in(read_statement(content), by="marta")
    return "booked" if summary.booked else "known"


def test_a_statement_taken_in_by_four_is_booked_once() -> None:
    ends = race(*four_who_take_it_in(), meet=WRITE_THE_CREDIT)

    assert ends == {"booked": 1, "known": 3}
    assert BankCredit.objects.count() == LedgerEntry.objects.count() == 1
    assert Order.objects.get().status == Order.Status.CONFIRMED
    assert not Refund.objects.exists()
    assert [*audit_books()] == []


def test_control_without_the_indexes_it_is_booked_by_each(uniques: Uniques) -> None:
    deeds = four_who_take_it_in()
    uniques.without(BankCredit, "account", "bank_reference")

    ends = race(*deeds, meet=WRITE_THE_CREDIT, patience=PATIENT)

    # the ledger's own index still keeps the money from being booked again
    assert ends == {"booked": 4}
    assert BankCredit.objects.count() == 4
    assert LedgerEntry.objects.count() == 1
