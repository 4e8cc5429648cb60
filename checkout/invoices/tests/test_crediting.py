"""Whatever goes back, in whatever order: invoice and credit notes add up."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.invoices.crediting import credit_groups, to_credit
from shop.money.amounts import ZERO, Taxed
from shop.money.currencies import from_minor_units

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
D = Decimal


@given(st.data(), CURRENCIES)
def test_credited_to_the_end_nothing_is_left_of_any_group(data, currency):
    rates = data.draw(
        st.lists(
            st.sampled_from([D(0), D(5), D(12), D("25.5")]), min_size=1, unique=True
        )
    )
    units = st.integers(1, 99_999)
    groups = [
        Taxed.from_gross(from_minor_units(data.draw(units), currency), rate, currency)
        for rate in rates
    ]
    rest = sum((group.gross for group in groups), ZERO)
    gross: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    vat: defaultdict[Decimal, Decimal] = defaultdict(Decimal)

    while rest:
        most = int(rest.scaleb({"EUR": 2, "JPY": 0, "KWD": 3}[currency]))
        is_last = data.draw(st.booleans())
        amount = rest if is_last else data.draw(st.integers(1, most))
        if isinstance(amount, int):
            amount = from_minor_units(amount, currency)
        known = {data.draw(st.sampled_from(rates)): amount}
        wanted = data.draw(st.sampled_from([{}, known]))
        note = credit_groups(amount, groups, dict(gross), wanted, currency)
        assert sum((part.gross for part in note), ZERO) == amount
        for part in note:
            assert ZERO <= part.vat <= part.gross
            gross[part.rate] += part.gross
            vat[part.rate] += part.vat
        rest -= amount

    assert {g.rate: g.gross for g in groups} == dict(gross)
    assert {g.rate: g.vat for g in groups} == dict(vat)


@pytest.mark.parametrize(
    ("captured", "refunded", "waived", "credit"),
    [
        (10, 0, 0, 0),
        (10, 4, 0, 4),
        # paid too much, and the surplus went home
        (15, 5, 0, 0),
        (15, 7, 0, 2),
        # a part was never charged
        (7, 0, 3, 3),
        (7, 2, 3, 5),
        # to be paid at the door
        (0, 0, 0, 0),
        (10, 12, 0, 10),
    ],
)
def test_credit_is_what_the_buyer_does_not_pay(captured, refunded, waived, credit):
    found = to_credit(
        D(10), captured=D(captured), refunded=D(refunded), waived=D(waived)
    )

    assert found == credit


def test_what_is_known_to_come_back_keeps_its_rate():
    groups = [Taxed(D(12), D(2), D(20)), Taxed(D(11), D(1), D(10))]

    note = credit_groups(D(6), groups, {}, {D(20): D(6)}, "EUR")

    assert note == [Taxed(D(6), D(1), D(20))]
