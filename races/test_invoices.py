"""Parcels that are sent at once: their invoices have numbers without gaps or twins."""

from __future__ import annotations

from functools import partial

import pytest

from checkout.invoices.issuing import account_for
from checkout.invoices.models import Invoice
from checkout.orders.models import Order, OrderEvent
from checkout.testing import make_order
from races.guards import without_locks
from races.starting import PATIENT, Deed, race

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

TAKE_THE_NUMBER = r'UPDATE "checkout_series"'


def four_that_were_sent() -> list[Deed]:
    events = []
    for _number in range(4):
        order = make_order(status=Order.Status.SENT)
        events.append(order.events.get(kind=OrderEvent.Kind.SENT))
    account_for(events[0])
    return [partial(_account, event) for event in events[1:]]


def _account(event: OrderEvent) -> str:
    account_for(event)
    return "issued"


def numbers() -> list[int]:
    rows = Invoice.objects.order_by("running")
    return list(rows.values_list("running", flat=True))


def test_four_at_once_have_four_numbers_in_a_row() -> None:
    ends = race(*four_that_were_sent(), meet=TAKE_THE_NUMBER)

    assert ends == {"issued": 3}
    assert numbers() == [1, 2, 3, 4]


def test_one_event_that_is_read_by_four_makes_one_invoice() -> None:
    order = make_order(status=Order.Status.SENT)
    event = order.events.get(kind=OrderEvent.Kind.SENT)

    ends = race(*[partial(_account, event)] * 4)

    assert ends == {"issued": 4}
    assert numbers() == [1]


def test_control_without_the_lock_they_want_the_same_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deeds = four_that_were_sent()
    without_locks(monkeypatch)

    ends = race(*deeds, meet=TAKE_THE_NUMBER, patience=PATIENT)

    # the unique number still keeps two papers from having the same
    assert ends["IntegrityError"] == 2
    assert numbers() == [1, 2]
