"""Parts of a line add up to the line, in whatever order they go back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.payments.parts.shares import share_of, vat_in
from shop.money.currencies import from_minor_units

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])


@given(
    units=st.integers(0, 10_000_000),
    vat_share=st.fractions(0, 1),
    counts=st.lists(st.integers(1, 40), min_size=1, max_size=12),
    currency=CURRENCIES,
)
def test_any_parts_in_any_order_add_up_exactly(
    units: int, vat_share: object, counts: list[int], currency: str
) -> None:
    gross = from_minor_units(units, currency)
    vat = from_minor_units(int(units * vat_share), currency)  # type: ignore[operator]
    quantity, before = sum(counts), 0
    gone, gone_vat = Decimal(0), Decimal(0)

    for count in counts:
        share = share_of(
            gross, quantity=quantity, before=before, count=count, currency=currency
        )
        part = vat_in(share, gone=gone, gross=gross, vat=vat, currency=currency)
        assert 0 <= part <= share
        before, gone, gone_vat = before + count, gone + share, gone_vat + part

    assert (gone, gone_vat) == (gross, vat)


def test_a_cent_that_cannot_be_divided_goes_to_one_piece() -> None:
    shares = [
        share_of(Decimal("10.00"), quantity=3, before=before, count=1, currency="EUR")
        for before in range(3)
    ]

    assert shares == [Decimal("3.33"), Decimal("3.34"), Decimal("3.33")]


@pytest.mark.parametrize(("before", "count"), [(2, 2), (-1, 1), (0, 4), (1, -1)])
def test_pieces_that_cannot_be_are_refused(before: int, count: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        share_of(
            Decimal("9.00"), quantity=3, before=before, count=count, currency="EUR"
        )
