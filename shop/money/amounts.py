"""Amounts of money: the only place that rounds, taxes and splits them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from shop.money.currencies import step

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
        vat = round_money(gross * rate / (100 + rate), currency)
        return cls(round_money(gross, currency), vat, rate)

    @property
    def net(self) -> Decimal:
        return self.gross - self.vat


def allocate(
    amount: Decimal, weights: Sequence[Decimal], currency: str
) -> list[Decimal]:
    """Split `amount` in proportion to `weights`; the parts add up exactly.

    Weights are not negative. Left-over units go to the largest remainders,
    earliest first (Hamilton's method). Raises ValueError when all weights are zero.
    """
    total = sum(weights, ZERO)
    if not total:
        raise ValueError("Cannot allocate over weights that add up to zero")

    unit = step(currency)
    exact = [amount * weight / total for weight in weights]
    parts = [share.quantize(unit, ROUND_DOWN) for share in exact]
    leftover = amount - sum(parts, ZERO)
    by_remainder = sorted(range(len(parts)), key=lambda i: -abs(exact[i] - parts[i]))
    for i in by_remainder[: int(abs(leftover) / unit)]:
        parts[i] += unit.copy_sign(leftover)
    return parts
