"""Whatever is done with a card and a credit: no cent appears, none is owed twice."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from checkout.credit.cards import CardUsed, move_to_credit, void_gift_card
from checkout.credit.ledger import CreditRefused, book
from checkout.credit.models import CreditEntry
from checkout.credit.testing import make_gift_card, make_store_credit
from shop.users.models import User

Kind = CreditEntry.Kind
amounts = st.decimals("0.01", "30", places=2)
numbers = st.integers(1, 4)


class Rollback(Exception):
    """Ends an example: the next one begins with empty books."""


class Purses(RuleBasedStateMachine):
    """A card of 20.00, a credit of 5.00, and what we think is on them."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    @initialize()
    def open_purses(self) -> None:
        self.user = User.objects.create_user("anna@example.com")
        self.card, self.on_card = make_gift_card("20.00"), Decimal(20)
        self.credit = make_store_credit(self.user, "5.00")
        self.on_credit = Decimal(5)
        self.seen: set[str] = set()

    def teardown(self) -> None:
        self.savepoint.__exit__(Rollback, Rollback(), None)

    @rule(amount=amounts, number=numbers)
    def spend(self, amount: Decimal, number: int) -> None:
        reference = f"payment-{number}"
        is_news = reference not in self.seen
        try:
            book(
                self.card,
                kind=Kind.SPENT,
                amount=-amount,
                reference=reference,
                by="Anna",
            )
        except CreditRefused:
            assert is_news
            assert amount > self.on_card
            return
        self.on_card -= amount if is_news else 0
        self.seen.add(reference)

    @rule(amount=amounts, number=numbers)
    def give_back(self, amount: Decimal, number: int) -> None:
        reference = f"refund-{number}"
        book(self.card, kind=Kind.RETURNED, amount=amount, reference=reference, by="x")
        self.on_card += amount if reference not in self.seen else 0
        self.seen.add(reference)

    @rule()
    def move(self) -> None:
        with suppress(CreditRefused):
            moved = move_to_credit(self.card, self.user)
            assert moved == self.on_card
            self.on_credit += moved
            self.on_card -= moved

    @rule()
    def take_back(self) -> None:
        is_news = "void" not in self.seen
        try:
            void_gift_card(self.card, by="Marta", reason="withdrawn")
        except CardUsed:
            assert is_news
            assert self.on_card < 20
            return
        self.on_card -= 20 if is_news else 0
        self.seen.add("void")

    @invariant()
    def balances_are_what_was_done(self) -> None:
        assert self.card.balance == self.on_card >= 0
        assert self.credit.balance == self.on_credit >= 0


@pytest.mark.django_db
def test_whatever_is_done_the_balances_are_the_deeds() -> None:
    run_state_machine_as_test(
        Purses,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
