"""Many hands on one gift card, each on a connection of its own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from catalog.stock.tests.test_races import race
from checkout.credit import ledger
from checkout.credit.cards import CardUsed, move_to_credit, void_gift_card
from checkout.credit.ledger import CreditRefused, book, store_credit_of
from checkout.credit.models import CreditAccount, CreditEntry
from checkout.credit.testing import make_gift_card
from shop.users.models import User

pytestmark = pytest.mark.django_db(transaction=True)

BUYERS = 20


def spend_five(card: CreditAccount, number: int) -> str:
    try:
        book(
            card,
            kind=CreditEntry.Kind.SPENT,
            amount=Decimal(-5),
            reference=f"payment-{number}",
            by=str(number),
        )
    except CreditRefused:
        return "refused"
    return "paid"


def test_twenty_buyers_spend_a_card_for_four() -> None:
    card = make_gift_card("20.00")

    outcomes = race(lambda number: spend_five(card, number), runners=BUYERS)

    assert outcomes == {"paid": 4, "refused": 16}
    assert card.balance == 0


def test_without_the_lock_a_card_is_overdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control run: the same race with the guard off shows what it guards."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time: there is no race to lose")
    card = make_gift_card("20.00")
    monkeypatch.setattr(
        ledger, "lock", lambda account: CreditAccount.objects.get(pk=account.pk)
    )

    for _ in range(5):
        race(lambda number: spend_five(card, number), runners=BUYERS)
        if card.balance < 0:
            return
        CreditEntry.objects.filter(kind=CreditEntry.Kind.SPENT).delete()
    pytest.fail("the race never showed")


def test_one_deed_told_by_many_is_one_entry() -> None:
    card = make_gift_card("20.00")

    outcomes = race(lambda _: spend_five(card, 1), runners=8)

    assert outcomes == {"paid": 8}
    assert card.balance == 15


def test_a_card_moved_by_many_is_moved_once(buyer: User) -> None:
    card = make_gift_card("20.00")

    def move(_: int) -> str:
        try:
            move_to_credit(card, buyer)
        except CreditRefused:
            return "refused"
        return "moved"

    assert race(move, runners=8) == {"moved": 1, "refused": 7}
    assert (card.balance, store_credit_of(buyer, "EUR").balance) == (0, 20)


def test_a_card_is_either_spent_or_taken_back() -> None:
    card = make_gift_card("5.00")

    def spend_or_void(number: int) -> str:
        if number % 2:
            return spend_five(card, number)
        try:
            void_gift_card(card, by="Marta", reason="withdrawn")
        except CardUsed:
            return "used"
        return "void"

    outcomes = race(spend_or_void, runners=8)

    assert card.balance == 0
    assert outcomes in (
        {"paid": 1, "refused": 3, "used": 4},
        {"void": 4, "refused": 4},
    )
