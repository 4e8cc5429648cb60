"""Which payment a credit is for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import QuerySet

from checkout.payments.models import Payment
from checkout.payments.statements.credits import Credit

# how much of ISO 11649 a payer writes into a free text, blanks taken out
CREDITOR_REFERENCE = re.compile(r"RF\d{2}[A-Z0-9]{4,21}")


@dataclass(frozen=True, slots=True)
class Match:
    """`is_certain`: the payer named it; otherwise somebody should look."""

    payment: Payment
    is_certain: bool


def match(credit: Credit) -> Match | None:
    """By reference, then by the order's number, then by the amount alone.

    A reference is certain whatever the amount: too little waits for the rest, too
    much goes back. A number is certain with the amount due. An amount alone is
    never more than a proposal, and only when it fits a single payment.
    """
    payments = Payment.objects.filter(
        provider="bank_transfer", currency=credit.currency
    ).order_by("-pk")
    written = _bare(f"{credit.reference} {credit.text}")
    if payment := _by_reference(payments, written):
        return Match(payment, is_certain=True)
    awaited = payments.filter(status__in=Payment.IN_PROGRESS)
    if payment := _by_number(awaited, written):
        return Match(payment, is_certain=payment.amount == credit.amount)
    alike = list(awaited.filter(amount=credit.amount)[:2])
    return Match(alike[0], is_certain=False) if len(alike) == 1 else None


def _by_reference(payments: QuerySet[Payment], written: str) -> Payment | None:
    for found in CREDITOR_REFERENCE.finditer(written):
        # words that follow run into it once the blanks are gone
        starts = [found[0][:end] for end in range(len(found[0]), 7, -1)]
        named = {each.reference: each for each in payments.filter(reference__in=starts)}
        for start in starts:
            if start in named:
                return named[start]
    return None


def _by_number(awaited: QuerySet[Payment], written: str) -> Payment | None:
    named = [
        payment
        for payment in awaited.select_related("order")
        if _bare(payment.order.number) in written
    ]
    return named[0] if len(named) == 1 else None


def _bare(text: str) -> str:
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())
