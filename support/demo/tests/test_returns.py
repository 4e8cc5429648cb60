from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from django.core import mail

from checkout.orders.models import Order
from support.demo.returns import STORIES, load_returns
from support.returns.models import Return, Withdrawal
from support.returns.testing import make_delivered_order

pytestmark = pytest.mark.django_db


def test_there_is_a_return_in_every_state(
    make_user: Callable[..., object], run_jobs: Callable[[], int]
) -> None:
    for _ in STORIES:
        make_delivered_order()
    Order.objects.update(user=make_user())

    assert load_returns() == len(STORIES)
    assert load_returns() == 0

    states = Counter(Return.objects.values_list("status", flat=True))
    assert states == {
        "announced": 2,
        "posted": 1,
        "received": 1,
        "inspected": 1,
        "settled": 1,
    }
    assert Withdrawal.objects.get().way_back.gives_extras
    run_jobs()
    assert not [m for m in mail.outbox if m.subject.startswith("Return")]
