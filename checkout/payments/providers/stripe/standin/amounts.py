"""Which amounts the stand-in takes, in Stripe's units and words."""

from __future__ import annotations

from checkout.payments.providers.stripe.currencies import (
    SUPPORTED,
    WHOLE_IN_HUNDREDTHS,
)
from checkout.payments.providers.stripe.standin.faults import ApiFault, missing
from checkout.payments.providers.stripe.standin.params import Params
from shop.money.currencies import exponent

LARGEST = 99_999_999
SMALLEST = {"EUR": 50, "USD": 50, "CHF": 50, "GBP": 30, "SEK": 300, "NOK": 300}


def read_currency(params: Params) -> str:
    currency = params.get("currency") or ""
    if not currency:
        raise missing("currency")
    if not isinstance(currency, str) or currency.upper() not in SUPPORTED:
        raise ApiFault(f"Invalid currency: {currency}", param="currency")
    return currency.lower()


def read_amount(params: Params, currency: str) -> int:
    given = params.get("amount")
    if not given:
        raise missing("amount")
    if not (isinstance(given, str) and given.isdecimal() and len(given) < 12):
        raise _bad_amount("parameter_invalid_integer", f"Invalid integer: {given}")
    amount = int(given)
    if amount > LARGEST:
        raise _bad_amount("amount_too_large", f"Amount must be no more than {LARGEST}")
    if amount < SMALLEST.get(currency, 1):
        least = SMALLEST.get(currency, 1)
        raise _bad_amount("amount_too_small", f"Amount must be at least {least}")
    if currency in WHOLE_IN_HUNDREDTHS and amount % 100:
        raise _bad_amount(
            "invalid_charge_amount_no_decimal_compatible",
            f"Invalid amount. Currency {currency} has become effectively zero-decimal"
            " and charged amounts must be evenly divisible by 100.",
        )
    if exponent(currency) == 3 and amount % 10:
        raise _bad_amount(
            "parameter_invalid_integer",
            f"Invalid amount. The last digit must be 0 in {currency}.",
        )
    return amount


def _bad_amount(code: str, message: str) -> ApiFault:
    return ApiFault(message, code=code, param="amount")
