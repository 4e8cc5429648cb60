"""Many workers make good for one late order at once."""

from __future__ import annotations

from functools import partial

import pytest

from checkout.compensation import making_good
from checkout.compensation.making_good import make_good
from checkout.compensation.models import Breach, Compensation
from checkout.compensation.tests.late_orders import make_late_order, make_rule
from checkout.orders.models import Order
from races.guards import Uniques, without_locks
from races.starting import race

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

WORKERS = 4
GIVE = r'INSERT INTO "checkout_compensation"'


def make_late() -> Order:
    """The breach is known, so that nobody waits for its row."""
    order = make_late_order()
    make_good(order_id=order.pk)
    make_rule("5.00")
    return order


def good_again(order: Order) -> str:
    make_good(order_id=order.pk)
    return "looked"


def test_a_breach_is_paid_once() -> None:
    order = make_late()

    ends = race(*[partial(good_again, order)] * WORKERS, meet=GIVE)

    assert ends == {"looked": WORKERS}
    assert Compensation.objects.count() == 1


def test_control_without_lock_and_unique_step_it_is_paid_often(
    monkeypatch: pytest.MonkeyPatch, uniques: Uniques
) -> None:
    order = make_late()
    without_locks(monkeypatch)
    # its row is a lock, too, once it is written to
    monkeypatch.setattr(
        making_good, "_note", lambda order, *_: Breach.objects.get(order=order)
    )
    uniques.without(Compensation, "breach", "step")

    race(*[partial(good_again, order)] * 2, meet=GIVE)

    assert Compensation.objects.count() > 1
