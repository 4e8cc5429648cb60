"""Gift cards given back: only unused ones."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from checkout.credit.cards import CardUsed, void_gift_card
from checkout.credit.ledger import name_of
from checkout.gifts.models import SoldCard
from checkout.orders.models import Order


class CardKept(Exception):
    """A card of the order has been used: one sentence that says which."""


@transaction.atomic
def void_cards(order: Order, *, by: str, reason: str) -> None:
    """Take back every card of an order, once. Raises CardKept, and then takes none."""
    cards = SoldCard.objects.filter(line__order=order, voided_at=None)
    # whoever needs several accounts locks them in one order
    for card in cards.select_related("account").order_by("account"):
        try:
            void_gift_card(card.account, by=by, reason=reason)
        except CardUsed:
            raise CardKept(
                _("%(card)s has been used: its order can no longer be undone.")
                % {"card": name_of(card.account)}
            ) from None
        SoldCard.objects.filter(pk=card.pk).update(voided_at=timezone.now())
