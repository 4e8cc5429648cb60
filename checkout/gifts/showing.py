from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from checkout.credit.cards import code_of
from checkout.credit.ledger import name_of
from checkout.credit.models import CreditAccount
from checkout.gifts.models import SoldCard
from checkout.orders.models import Order


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card as its buyer sees it. `code` is "" when it can no longer be shown."""

    card: SoldCard
    name: str
    code: str
    amount: Decimal
    left: Decimal

    @property
    def is_unused(self) -> bool:
        return self.left == self.amount


def cards_of(order: Order) -> Sequence[ShownCard]:
    """The gift cards issued for an order."""
    cards = list(
        SoldCard.objects.filter(line__order=order)
        .select_related("account", "line")
        .order_by("pk")
    )
    if not cards:
        return ()
    accounts = CreditAccount.objects.filter(sold_card__in=cards).with_balances()
    left = {account.pk: account.balance_now for account in accounts}
    return [
        ShownCard(
            card=card,
            name=name_of(card.account),
            code="" if card.voided_at else code_of(card.account),
            amount=card.line.unit_price,
            left=left[card.account_id],
        )
        for card in cards
    ]
