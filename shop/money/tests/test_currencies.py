from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from shop.money.currencies import exponent, from_minor_units, step, to_minor_units


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [("EUR", 2), ("AMD", 2), ("JPY", 0), ("IRR", 2), ("KWD", 3)],
)
def test_decimals_are_those_of_iso_4217(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals


@pytest.mark.parametrize("currency", ["EUR", "GBP", "USD", "UAH", "JPY", "KRW", "BHD"])
def test_common_currencies_are_written_with_the_decimals_they_have(
    currency: str,
) -> None:
    assert exponent(currency) == get_currency_precision(currency)


@pytest.mark.parametrize(
    ("currency", "smallest"), [("EUR", "0.01"), ("JPY", "1"), ("KWD", "0.001")]
)
def test_the_smallest_amount_has_all_decimals(currency: str, smallest: str) -> None:
    assert str(step(currency)) == smallest


@given(
    minor=st.integers(-(10**15), 10**15),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_minor_units_lead_back_to_the_same_amount(minor: int, currency: str) -> None:
    amount = from_minor_units(minor, currency)

    assert to_minor_units(amount, currency) == minor
    assert amount == minor * step(currency)


@pytest.mark.parametrize(
    ("amount", "currency"), [("1.005", "EUR"), ("0.5", "JPY"), ("0.0001", "KWD")]
)
def test_an_amount_finer_than_its_currency_has_no_minor_units(
    amount: str, currency: str
) -> None:
    with pytest.raises(ValueError, match="more decimals than the currency"):
        to_minor_units(Decimal(amount), currency)
