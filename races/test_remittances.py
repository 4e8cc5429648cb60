"""One list of a carrier, taken in by several at once."""

from __future__ import annotations

from functools import partial

import pytest

from checkout.flow.auditing import audit_books
from checkout.payments.models import LedgerEntry
from checkout.remittances.models import CarrierRemittance
from checkout.remittances.reading import read_remittances
from checkout.remittances.taking_in import take_in
from checkout.remittances.testing import make_list
from checkout.testing import make_delivered_parcel
from races.guards import Uniques
from races.starting import PATIENT, Deed, race

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

WRITE_THE_ROW = r'INSERT INTO "checkout_carrierremittance"'


def four_who_take_it_in() -> list[Deed]:
    make_delivered_parcel(number="LV1")
    content = make_list(("LV1", "17.40"))
    return [partial(_take_in, content)] * 4


def _take_in(content: bytes) -> str:
    summary = take_in(read_remittances(content), by="marta")
    return "booked" if summary.booked else "known" if summary.known else "waits"


def brought() -> int:
    return LedgerEntry.objects.filter(kind=LedgerEntry.Kind.REMITTED).count()


def test_a_list_taken_in_by_four_is_booked_once() -> None:
    ends = race(*four_who_take_it_in(), meet=WRITE_THE_ROW)

    assert ends == {"booked": 1, "known": 3}
    assert CarrierRemittance.objects.count() == brought() == 1
    assert [*audit_books()] == []


def test_control_without_the_index_people_would_have_to_look_at_each(
    uniques: Uniques,
) -> None:
    deeds = four_who_take_it_in()
    uniques.without(CarrierRemittance, "key")

    ends = race(*deeds, meet=WRITE_THE_ROW, patience=PATIENT)

    # the lock on the order and the ledger still keep the money from counting twice
    assert ends == {"booked": 1, "waits": 3}
    assert CarrierRemittance.objects.count() == 4
    assert brought() == 1
