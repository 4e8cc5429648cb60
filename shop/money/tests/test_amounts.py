from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.money.amounts import ZERO, Taxed, allocate, round_money
from shop.money.currencies import from_minor_units, step

CURRENCIES = ("EUR", "JPY", "KWD")


@st.composite
def money(draw: st.DrawFn, lowest: int = -(10**11)) -> tuple[Decimal, str]:
    """An amount that can be paid, in a currency of 0, 2 or 3 decimals."""
    currency = draw(st.sampled_from(CURRENCIES))
    return from_minor_units(draw(st.integers(lowest, 10**11)), currency), currency


rates = st.decimals("0", "100", places=2)
weights = st.lists(st.decimals("0", "99999999999", places=3), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("1.005", "EUR", "1.01"),
        ("1.004999", "EUR", "1.00"),
        ("-1.005", "EUR", "-1.01"),
        ("0.5", "JPY", "1"),
        ("1234.49", "JPY", "1234"),
        ("0.0005", "KWD", "0.001"),
        ("2.5", "KWD", "2.500"),
    ],
)
def test_halves_are_rounded_away_from_zero(
    amount: str, currency: str, rounded: str
) -> None:
    assert str(round_money(Decimal(amount), currency)) == rounded


@given(amount=st.decimals(-(10**9), 10**9, places=6), of=st.sampled_from(CURRENCIES))
def test_rounding_moves_an_amount_by_half_a_unit_at_most(
    amount: Decimal, of: str
) -> None:
    rounded = round_money(amount, of)

    assert abs(rounded - amount) <= step(of) / 2
    assert round_money(rounded, of) == rounded


@pytest.mark.parametrize(
    ("gross", "rate", "currency", "net", "vat"),
    [
        ("121.00", "21", "EUR", "100.00", "21.00"),
        ("18.00", "21", "EUR", "14.88", "3.12"),
        ("0.01", "21", "EUR", "0.01", "0.00"),
        ("9.99", "25.5", "EUR", "7.96", "2.03"),
        ("1100", "10", "JPY", "1000", "100"),
        ("999", "10", "JPY", "908", "91"),
        ("1.050", "5", "KWD", "1.000", "0.050"),
        ("50.00", "0", "EUR", "50.00", "0.00"),
    ],
)
def test_vat_is_taken_out_of_the_gross(
    gross: str, rate: str, currency: str, net: str, vat: str
) -> None:
    taxed = Taxed.from_gross(Decimal(gross), Decimal(rate), currency)

    assert (str(taxed.net), str(taxed.vat)) == (net, vat)


@given(amount=money(lowest=0), rate=rates)
def test_net_and_vat_add_up_to_gross(
    amount: tuple[Decimal, str], rate: Decimal
) -> None:
    gross, currency = amount

    taxed = Taxed.from_gross(gross, rate, currency)

    assert taxed.gross == gross
    assert taxed.net + taxed.vat == gross
    assert 0 <= taxed.vat <= gross / 2 + step(currency) / 2
    assert taxed.vat % step(currency) == 0
    assert abs(taxed.vat - gross * rate / (100 + rate)) <= step(currency) / 2


def test_vat_is_worked_out_from_the_rounded_gross() -> None:
    taxed = Taxed.from_gross(Decimal("0.125"), Decimal(21), "EUR")

    assert (taxed.gross, taxed.vat) == (Decimal("0.13"), Decimal("0.02"))


@pytest.mark.parametrize(
    ("amount", "shares", "currency", "parts"),
    [
        ("10.00", [1, 1, 1], "EUR", ["3.34", "3.33", "3.33"]),
        ("-10.00", [1, 1, 1], "EUR", ["-3.34", "-3.33", "-3.33"]),
        ("0.02", [1, 1, 1], "EUR", ["0.01", "0.01", "0.00"]),
        ("100", [1, 2, 4], "JPY", ["14", "29", "57"]),
        ("1.000", [1, 1, 1], "KWD", ["0.334", "0.333", "0.333"]),
        ("5.00", [0, 3, 0], "EUR", ["0.00", "5.00", "0.00"]),
        ("0.00", [1, 2], "EUR", ["0.00", "0.00"]),
    ],
)
def test_leftover_units_go_to_the_largest_remainders(
    amount: str, shares: list[int], currency: str, parts: list[str]
) -> None:
    split = allocate(Decimal(amount), [Decimal(share) for share in shares], currency)

    assert [str(part) for part in split] == parts


@given(amount=money(), over=weights)
def test_parts_add_up_and_are_less_than_a_unit_from_their_share(
    amount: tuple[Decimal, str], over: list[Decimal]
) -> None:
    whole, currency = amount
    total = sum(over)
    if not total:
        with pytest.raises(ValueError, match="all zero"):
            allocate(whole, over, currency)
        return

    parts = allocate(whole, over, currency)

    assert sum(parts) == whole
    for part, weight in zip(parts, over, strict=True):
        assert part % step(currency) == 0
        assert abs(part - whole * weight / total) < step(currency)


@given(
    currency=st.sampled_from(CURRENCIES),
    goods=st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any),
    data=st.data(),
)
def test_no_part_of_a_discount_is_larger_than_what_it_is_taken_off(
    currency: str, goods: list[int], data: st.DataObject
) -> None:
    prices = [from_minor_units(price, currency) for price in goods]
    taken_off = from_minor_units(data.draw(st.integers(0, sum(goods))), currency)

    parts = allocate(taken_off, prices, currency)

    assert all(0 <= part <= price for part, price in zip(parts, prices, strict=True))


@pytest.mark.parametrize("over", [[], [0, 0], [3, -1]])
def test_nothing_is_split_over_weights_that_make_no_sense(over: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(Decimal(1), [Decimal(weight) for weight in over], "EUR")


def test_half_a_cent_is_not_split() -> None:
    with pytest.raises(ValueError, match="more decimals than the currency"):
        allocate(Decimal("1.005"), [Decimal(1)], "EUR")


def test_huge_amounts_are_split_exactly() -> None:
    whole = Decimal("99999999999999.999")
    shares = [
        Decimal("33333333333333.333"),
        Decimal("0.001"),
        Decimal("66666666666666.665"),
    ]

    parts = allocate(whole, shares, "KWD")

    assert sum(parts, ZERO) == whole
    assert parts == shares
