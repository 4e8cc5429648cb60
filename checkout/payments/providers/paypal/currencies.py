"""How PayPal writes money (developer.paypal.com/reference/currency-codes); only this
folder knows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

_CODES = """
AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD
THB TWD USD
"""
SUPPORTED = frozenset(_CODES.split())
# two of them have decimals by ISO 4217, none of them at PayPal
WITHOUT_DECIMALS = frozenset({"HUF", "JPY", "TWD"})


class NotPayable(Exception):
    """PayPal cannot move this amount in this currency."""


def to_paypal(amount: Decimal, currency: str) -> dict[str, str]:
    """`amount` as the API writes it.

    Raises NotPayable rather than rounding: what is captured is what is owed.
    """
    if currency not in SUPPORTED:
        raise NotPayable(f"{currency} is not supported")
    step = Decimal(1) if currency in WITHOUT_DECIMALS else Decimal("0.01")
    value = amount.quantize(step)
    if value != amount:
        raise NotPayable(f"{amount} {currency} is no whole number of {step}")
    return {"currency_code": currency, "value": str(value)}


def from_paypal(money: dict[str, Any]) -> Decimal:
    return Decimal(str(money["value"]))
