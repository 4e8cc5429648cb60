"""The buyer undoes an order while staff pack it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.utils import timezone

from catalog.stock.models import Stock
from catalog.testing import make_variant
from checkout.flow.auditing import audit_books
from checkout.flow.undoing import undo
from checkout.orders.models import Order
from checkout.parcels.models import Parcel
from checkout.parcels.packing import pack
from checkout.testing import make_order
from races.guards import from_anywhere, without_locks
from races.starting import PATIENT, arrive, race

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

PUT_INTO_A_PARCEL = r'INSERT INTO "checkout_parcel"'
A_MINUTE = timedelta(minutes=1)


def make_undoable_order() -> Order:
    """Its minutes end now: the buyer's machine is a little late, the packer's not."""
    order = make_order(
        make_variant(stock=5), payment_code="cod", status=Order.Status.CONFIRMED
    )
    Order.objects.update(undo_until=timezone.now())
    return order


def undo_it(order: Order) -> str:
    late = timezone.now() - A_MINUTE
    with patch.object(timezone, "now", lambda: late):
        undo(Order.objects.get(pk=order.pk), by="customer")
    return "undone"


def pack_it(order: Order) -> str:
    pack(Order.objects.get(pk=order.pk), by="marta")
    return "packed"


def test_an_order_is_undone_or_packed_and_never_both() -> None:
    order = make_undoable_order()

    ends = race(
        partial(undo_it, order),
        partial(pack_it, order),
        partial(undo_it, order),
        partial(pack_it, order),
        meet=PUT_INTO_A_PARCEL,
    )

    order.refresh_from_db()
    is_packed = order.status == Order.Status.PACKED
    assert ends["packed" if is_packed else "undone"] == 1
    assert ends["undone" if is_packed else "packed"] == 0
    assert Parcel.objects.count() == Stock.objects.get().sold == is_packed
    assert [*audit_books()] == []


def test_control_without_lock_and_counted_rows_what_is_packed_is_sold_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = make_undoable_order()
    without_locks(monkeypatch)
    from_anywhere(monkeypatch, Order)

    def undo_while_it_is_packed() -> str:
        end = undo_it(order)
        arrive()
        return end

    ends = race(
        partial(pack_it, order),
        undo_while_it_is_packed,
        meet=PUT_INTO_A_PARCEL,
        patience=PATIENT,
    )

    assert ends == {"packed": 1, "undone": 1}
    assert [*audit_books()] != []
