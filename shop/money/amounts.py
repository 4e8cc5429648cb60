"""Amounts of money: the only place that rounds, taxes and splits them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from shop.money.currencies import from_minor_units, step, to_minor_units

ZERO = Decimal(0)


def round_money(amount: Decimal, currency: str) -> Decimal:
    """`amount` to the smallest unit of `currency`, half away from zero."""
    return amount.quantize(step(currency), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Taxed:
    """An amount with its VAT. Net and VAT always add up to gross.

    `rate` is in percent: Decimal("21") for 21 %.
    """

    gross: Decimal
    vat: Decimal
    rate: Decimal

    @classmethod
    def from_gross(cls, gross: Decimal, rate: Decimal, currency: str) -> Taxed:
        gross = round_money(gross, currency)
        return cls(gross, round_money(gross * rate / (100 + rate), currency), rate)

    @property
    def net(self) -> Decimal:
        return self.gross - self.vat


def allocate(
    amount: Decimal, weights: Sequence[Decimal], currency: str
) -> list[Decimal]:
    """Split `amount` in proportion to `weights`; the parts add up exactly.

    Left-over units go to the largest remainders, earliest first (Hamilton's method),
    so no part is a whole unit away from its share. Raises ValueError when all
    weights are zero, one is negative, or `amount` is no whole number of units.
    """
    total = Fraction(sum(weights, ZERO))
    if not total or min(weights) < 0:
        raise ValueError("Cannot allocate over weights that are negative or all zero")

    units = to_minor_units(amount, currency)
    # whole numbers and fractions: a share must not be rounded before it is cut
    shares = [abs(units) * Fraction(weight) / total for weight in weights]
    parts = [int(share) for share in shares]
    leftover = abs(units) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - shares[i])
    for i in by_remainder[:leftover]:
        parts[i] += 1
    sign = -1 if units < 0 else 1
    return [from_minor_units(sign * part, currency) for part in parts]
