"""Two members of staff, and a customer who clicks twice, at the same moment."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from catalog.stock.tests.test_races import race
from catalog.testing import make_variant
from checkout.flow.auditing import audit_books
from checkout.flow.refunding_parts import PartRefused
from checkout.payments.models import Refund
from support.returns.announcing import announce_return
from support.returns.inspecting import Finding, inspect
from support.returns.models import Return, Withdrawal
from support.returns.settling import refund
from support.returns.testing import make_delivered_order
from support.returns.withdrawing import Declaration, WithdrawalRefused, withdraw

pytestmark = pytest.mark.django_db(transaction=True)


def test_six_who_refund_give_the_money_back_once() -> None:
    order = make_delivered_order(make_variant(stock=9, price="10.00"), quantity=3)
    back = announce_return(order, {order.lines.get().pk: 1}, by="x")
    back.move_to(Return.Status.RECEIVED, by="x")
    inspect(back, {line.pk: Finding("accepted") for line in back.lines.all()}, by="x")

    def give(_number: int) -> str:
        try:
            refund(Return.objects.get(), by="x")
        except (PartRefused, Return.MoveRefused):
            return "refused"
        return "given"

    assert race(give, runners=6) == {"given": 1, "refused": 5}
    assert Refund.objects.count() == 1
    assert list(audit_books()) == []


@pytest.mark.parametrize("is_same_page", [True, False])
def test_six_clicks_are_one_withdrawal(is_same_page: bool) -> None:
    order = make_delivered_order()
    pieces = {order.lines.get().pk: 1}
    shared = uuid4()

    def click(_number: int) -> str:
        key = shared if is_same_page else uuid4()
        declared = Declaration(key, "Anna", "anna@example.com", "en")
        try:
            withdraw(order, pieces, declared=declared, now=timezone.now())
        except WithdrawalRefused:
            return "refused"
        return "received"

    outcomes = race(click, runners=6)

    assert outcomes["received"] == (6 if is_same_page else 1)
    assert Withdrawal.objects.count() == Return.objects.count() == 1
