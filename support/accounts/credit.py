from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from checkout.credit.models import CreditAccount, CreditEntry
from shop.users.models import User

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Credit:
    """A customer's credit in one currency, the newest entry first."""

    currency: str
    balance: Decimal
    entries: Sequence[CreditEntry]


def credit_of(user: User) -> list[Credit]:
    accounts = CreditAccount.objects.filter(
        user=user, kind=CreditAccount.Kind.STORE_CREDIT
    )
    return [
        Credit(
            currency=account.currency,
            balance=account.balance_now,
            entries=account.entries.order_by("-pk")[:SHOWN],
        )
        for account in accounts.with_balances().order_by("currency")
    ]
