"""What a part of a line is worth: shares taken in any order add up to the line."""

from __future__ import annotations

from decimal import Decimal

from shop.money.amounts import ZERO, round_money


def share_of(
    gross: Decimal, *, quantity: int, before: int, count: int, currency: str
) -> Decimal:
    """What `count` of `quantity` pieces cost, when `before` are gone already."""
    if not 0 <= before <= before + count <= quantity:
        raise ValueError(f"{before} and {count} of {quantity} cannot be")
    first, last = (
        round_money(gross * pieces / quantity, currency)
        for pieces in (before, before + count)
    )
    return last - first


def vat_in(
    share: Decimal, *, gone: Decimal, gross: Decimal, vat: Decimal, currency: str
) -> Decimal:
    """The VAT in a `share` of `gross`, when shares worth `gone` came before it. It is
    never more than the share."""
    if not gross:
        return ZERO
    first, last = (
        round_money(vat * amount / gross, currency) for amount in (gone, gone + share)
    )
    return last - first
