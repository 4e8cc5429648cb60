"""Staff give goodwill in two windows at once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from checkout.compensation.goodwill.giving import approve, offer_goodwill, refuse
from checkout.compensation.goodwill.models import Goodwill
from checkout.credit.models import CreditEntry
from checkout.orders.models import Order
from checkout.testing import make_order
from races.guards import without_locks
from races.starting import race
from shop.users.models import User

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

GIVE = r'INSERT INTO "checkout_goodwill"'
DECIDE = r'UPDATE "checkout_goodwill"'


def offer(order: Order, by: User, amount: str = "30") -> Goodwill:
    return offer_goodwill(
        order, cause="late", amount=Decimal(amount), by=by, key=uuid4()
    )


def how(order: Order, by: User) -> str:
    return offer(order, by).status


def test_two_goodwills_at_once_stay_within_the_budget(agent: User) -> None:
    order = make_order()

    ends = race(*[partial(how, order, agent)] * 3, meet=GIVE)

    assert ends == {"given": 1, "waiting": 2}
    assert CreditEntry.objects.count() == 1


def test_control_without_lock_the_budget_is_exceeded(
    monkeypatch: pytest.MonkeyPatch, agent: User
) -> None:
    order = make_order()
    without_locks(monkeypatch)

    ends = race(*[partial(how, order, agent)] * 2, meet=GIVE, patience=20)

    assert ends == {"given": 2}


def test_one_of_two_colleagues_decides(
    agent: User, make_user: Callable[..., User]
) -> None:
    above = offer(make_order(), make_user("helper@example.com"), "80")

    ends = race(
        partial(approve, above, by=agent), partial(refuse, above, by=agent), meet=DECIDE
    )

    above.refresh_from_db()
    assert ends == {None: 1, "AlreadyDecided": 1}
    assert CreditEntry.objects.count() == (above.status == Goodwill.Status.GIVEN)
