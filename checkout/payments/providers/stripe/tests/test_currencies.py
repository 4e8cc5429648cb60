from __future__ import annotations

from decimal import Decimal

import pytest

from checkout.payments.providers.stripe.currencies import (
    SUPPORTED,
    NotChargeable,
    from_stripe,
    to_stripe,
)
from checkout.payments.providers.stripe.provider import UNITS

AMOUNTS = [
    ("49.90", "EUR", 4990),
    ("500", "JPY", 500),
    ("5", "ISK", 500),
    ("5", "UGX", 500),
    ("12.50", "HUF", 1250),
    ("7", "MGA", 7),
    ("5.120", "KWD", 5120),
]


@pytest.mark.parametrize(("amount", "currency", "counted"), AMOUNTS)
def test_amounts_are_counted_as_stripe_counts_them(
    amount: str, currency: str, counted: int
) -> None:
    assert to_stripe(Decimal(amount), currency) == counted
    assert from_stripe(counted, currency.lower()) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("5.124", "KWD"), ("1.005", "EUR"), ("1.5", "JPY"), ("1.5", "MGA"), ("1", "IRR")],
)
def test_what_stripe_cannot_count_is_refused_not_rounded(
    amount: str, currency: str
) -> None:
    with pytest.raises(NotChargeable):
        to_stripe(Decimal(amount), currency)


def test_the_page_counts_like_the_server() -> None:
    units = dict(pair.split("=") for pair in UNITS.split())

    for currency in SUPPORTED:
        assert int(units.get(currency, 100)) == to_stripe(Decimal(1), currency)
