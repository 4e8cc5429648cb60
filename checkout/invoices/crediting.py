"""How much of an invoice is taken back, and the VAT in it: parts taken in any order
add up to the invoice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from checkout.payments.parts.shares import vat_in
from shop.money.amounts import ZERO, Taxed, allocate


def to_credit(
    total: Decimal, *, captured: Decimal, refunded: Decimal, waived: Decimal
) -> Decimal:
    """What of `total` the buyer does not pay after all.

    Money that came in beyond what was owed only goes home: it corrects nothing.
    """
    too_much = max(ZERO, captured - (total - waived))
    return min(total, max(ZERO, waived + refunded - too_much))


def credit_groups(
    amount: Decimal,
    groups: Sequence[Taxed],
    credited: Mapping[Decimal, Decimal],
    wanted: Mapping[Decimal, Decimal],
    currency: str,
) -> list[Taxed]:
    """Divide `amount` over the VAT groups of an invoice, of which `credited` (gross by
    rate) went back before.

    `wanted` says which rates it belongs to, where that is known; what is not is
    divided in proportion to what is left.
    """
    left = [group.gross - credited.get(group.rate, ZERO) for group in groups]
    shares = [wanted.get(group.rate, ZERO) for group in groups]
    is_known = sum(shares, ZERO) == amount and all(
        share <= rest for share, rest in zip(shares, left, strict=True)
    )
    if not is_known:
        shares = allocate(amount, left, currency)
    return [
        Taxed(
            share,
            vat_in(
                share,
                gone=credited.get(group.rate, ZERO),
                gross=group.gross,
                vat=group.vat,
                currency=currency,
            ),
            group.rate,
        )
        for share, group in zip(shares, groups, strict=True)
        if share
    ]
