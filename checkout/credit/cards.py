"""Gift cards: issued, found by their code, turned into store credit, taken back."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from checkout.credit.codes import as_code, code_from, digest_of, shown_code
from checkout.credit.ledger import CreditRefused, book, lock, store_credit_of
from checkout.credit.models import CreditAccount, CreditEntry
from shop.users.models import User


@transaction.atomic
def issue_gift_card(
    *,
    amount: Decimal,
    currency: str,
    by: str,
    reason: str = "",
    valid_until: date | None = None,
    seed: uuid.UUID | None = None,
) -> CreditAccount:
    """A new card with `amount` on it; the same `seed` is the same card."""
    seed = seed or uuid.uuid4()
    code = code_from(seed)
    card, _is_new = CreditAccount.objects.get_or_create(
        seed=seed,
        defaults={
            "kind": CreditAccount.Kind.GIFT_CARD,
            "currency": currency,
            "code_digest": digest_of(code),
            "last_four": code[-4:],
            "valid_until": valid_until,
        },
    )
    book(
        card,
        kind=CreditEntry.Kind.ISSUED,
        amount=amount,
        reference=f"issue-{seed}",
        by=by,
        reason=reason,
    )
    return card


def code_of(card: CreditAccount) -> str:
    """The card's code for whoever may see it; "" when it can no longer be shown."""
    return shown_code(card.seed, card.code_digest)


def gift_card_for(typed: str) -> CreditAccount:
    """The card with this code, in whatever spelling. Raises CreditRefused."""
    code = as_code(typed)
    cards = CreditAccount.objects.filter(kind=CreditAccount.Kind.GIFT_CARD)
    card = cards.filter(code_digest=digest_of(code)).first() if code else None
    if card is None:
        raise CreditRefused(
            _("We know no gift card with this code. Is it spelt as you received it?")
        )
    return card


@transaction.atomic
def move_to_credit(card: CreditAccount, user: User) -> Decimal:
    """Put all that is on a gift card on its holder's store credit.

    Returns how much. Raises CreditRefused.
    """
    own = store_credit_of(user, card.currency)
    # whoever needs several accounts locks them in one order
    for account in sorted((card, own), key=lambda account: account.pk):
        lock(account)
    left = card.balance
    if not left:
        raise CreditRefused(_("Nothing is left on this gift card."))
    deed = f"move-{uuid.uuid4()}"
    book(
        card,
        kind=CreditEntry.Kind.MOVED,
        amount=-left,
        reference=f"{deed}-off",
        by=str(user),
    )
    book(
        own,
        kind=CreditEntry.Kind.MOVED,
        amount=left,
        reference=f"{deed}-on",
        by=str(user),
        reason=f"•••• {card.last_four}",
    )
    return left


class CardUsed(Exception):
    """The card has been paid with, or moved: it can no longer be taken back."""


@transaction.atomic
def void_gift_card(card: CreditAccount, *, by: str, reason: str) -> None:
    """Take an unused card back, once. Raises CardUsed when something is missing."""
    locked = lock(card)
    reference = f"void-{card.seed}"
    if CreditEntry.objects.filter(reference=reference).exists():
        return
    issued = locked.entries.get(reference=f"issue-{card.seed}")
    if locked.balance < issued.amount:
        raise CardUsed(str(card))
    book(
        locked,
        kind=CreditEntry.Kind.VOIDED,
        amount=-issued.amount,
        reference=reference,
        by=by,
        reason=reason,
    )
