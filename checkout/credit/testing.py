"""Makers of gift cards and store credit for tests."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from checkout.credit.cards import issue_gift_card
from checkout.credit.ledger import book, store_credit_of
from checkout.credit.models import CreditAccount, CreditEntry
from shop.users.models import User


def make_gift_card(
    amount: str = "20.00", *, currency: str = "EUR", valid_until: date | None = None
) -> CreditAccount:
    return issue_gift_card(
        amount=Decimal(amount), currency=currency, by="test", valid_until=valid_until
    )


def make_store_credit(
    user: User, amount: str = "20.00", *, currency: str = "EUR"
) -> CreditAccount:
    account = store_credit_of(user, currency)
    book(
        account,
        kind=CreditEntry.Kind.GIVEN,
        amount=Decimal(amount),
        reference=f"given-{uuid.uuid4()}",
        by="test",
    )
    return account
