"""What ISO 4217 says of the currencies we may sell in."""

from __future__ import annotations

from decimal import Decimal

# fmt: off
_NO_MINOR_UNIT = frozenset({
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
    "VND", "VUV", "XAF", "XOF", "XPF",
})
# fmt: on
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def exponent(currency: str) -> int:
    """How many decimals an amount in `currency` has: 0, 2 or 3 (ISO 4217)."""
    if currency in _NO_MINOR_UNIT:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def step(currency: str) -> Decimal:
    """The smallest amount of `currency` that can be paid."""
    return Decimal(1).scaleb(-exponent(currency))


def to_minor_units(amount: Decimal, currency: str) -> int:
    """`amount` as payment providers count it: cents, yen, fils."""
    minor = amount.scaleb(exponent(currency))
    if minor != int(minor):
        raise ValueError(f"{amount} {currency} has more decimals than the currency")
    return int(minor)


def from_minor_units(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-exponent(currency))
