from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.offers.reductions import (
    WINDOW,
    Change,
    Reduction,
    best_of,
    charged_at,
    lowest_before,
    reduction_began,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def day(number: float) -> datetime:
    """So many days before (negative) or after now."""
    return NOW + timedelta(days=number)


def price(amount: str, at: float = -100) -> Change:
    return Change(day(at), Decimal(amount))


def off(
    value: str,
    starts: float,
    ends: float | None = None,
    *,
    kind: str = "percent",
    offer_id: int = 1,
    currency: str = "EUR",
) -> Reduction:
    until = None if ends is None else day(ends)
    return Reduction(offer_id, kind, Decimal(value), currency, day(starts), until)


def prior(changes: list[Change], reductions: list[Reduction]) -> Decimal | None:
    began = reduction_began(changes, reductions, NOW)
    assert began is not None
    return lowest_before(changes, reductions, began)


@pytest.mark.parametrize(
    ("reduction", "amount", "reduced"),
    [
        (off("20", -1), "10.00", "8.00"),
        (off("15", -1), "9.99", "8.49"),
        (off("33.333", -1, currency="JPY"), "1000", "667"),
        (off("3", -1, kind="amount"), "10.00", "7.00"),
        (off("7.5", -1, kind="price"), "10.00", "7.50"),
        (off("12", -1, kind="price"), "10.00", "10.00"),
        (off("100", -1), "10.00", "0.01"),
        (off("15", -1, kind="amount"), "10.00", "0.01"),
        (off("15", -1, kind="amount", currency="JPY"), "10", "1"),
        (off("15", -1, kind="amount", currency="KWD"), "10.000", "0.001"),
    ],
)
def test_reduced_price(reduction: Reduction, amount: str, reduced: str) -> None:
    assert str(reduction.of(Decimal(amount))) == reduced


def test_best_of_overlapping_offers_wins() -> None:
    reductions = [off("10", -5), off("3", -2, kind="amount", offer_id=2)]

    best = best_of(Decimal(10), reductions, NOW)

    assert (best.amount, best.reduction) == (Decimal("7.00"), reductions[1])


def test_offer_runs_from_its_first_moment_until_before_its_last() -> None:
    week = [off("10", -7, 0)]

    moments = (day(-7.001), day(-7), day(-0.001), NOW)
    charged = [best_of(Decimal(10), week, moment).amount for moment in moments]
    assert charged == [10, 9, 9, 10]


def test_nothing_is_charged_before_the_first_price() -> None:
    assert charged_at([price("10", -3)], [], day(-4)) is None


def test_price_carried_into_the_thirty_days_counts() -> None:
    changes = [price("8", -90), price("10", -20)]

    assert lowest_before(changes, [], NOW) == 8


def test_price_that_ended_before_the_thirty_days_does_not_count() -> None:
    changes = [price("8", -90), price("10", -30)]

    assert lowest_before(changes, [], NOW) == 10


def test_lower_price_for_a_moment_inside_the_thirty_days_counts() -> None:
    changes = [price("10", -90), price("6", -10), price("10", -9.99)]

    assert lowest_before(changes, [], NOW) == 6


def test_price_set_at_the_moment_the_reduction_begins_does_not_count() -> None:
    assert lowest_before([price("10"), price("6", 0)], [], NOW) == 10


def test_earlier_reduction_inside_the_thirty_days_counts() -> None:
    assert lowest_before([price("10")], [off("30", -40, -29)], NOW) == 7
    assert lowest_before([price("10")], [off("30", -40, -30)], NOW) == 10


def test_present_reduction_does_not_count() -> None:
    assert prior([price("10")], [off("20", -5)]) == 10


def test_goods_that_were_never_sold_before_have_no_prior_price() -> None:
    assert prior([price("10", -3)], [off("20", -5)]) is None


def test_price_raised_shortly_before_the_offer_is_no_prior_price() -> None:
    changes = [price("10"), price("14", -6)]

    assert prior(changes, [off("20", -5)]) == 10


def test_long_offer_keeps_the_prior_price_it_began_with() -> None:
    assert prior([price("10")], [off("20", -60)]) == 10


def test_offer_that_follows_at_the_same_price_is_no_new_reduction() -> None:
    chain = [off("20", -70, -35), off("20", -35, offer_id=2)]

    assert reduction_began([price("10")], chain, NOW) == day(-70)
    assert prior([price("10")], chain) == 10


def test_smaller_reduction_after_a_greater_one_is_none() -> None:
    chain = [off("50", -20, -10), off("20", -10, offer_id=2)]

    assert prior([price("10")], chain) == 5


def test_greater_reduction_after_a_smaller_one_is_measured_from_it() -> None:
    chain = [off("20", -20, -10), off("50", -10, offer_id=2)]

    assert prior([price("10")], chain) == 8


def test_greater_reduction_inside_a_longer_one_is_measured_from_it() -> None:
    overlapping = [off("20", -20), off("50", -10, 3, offer_id=2)]

    assert prior([price("10")], overlapping) == 8


def test_gap_between_two_offers_makes_up_no_prior_price() -> None:
    with_gap = [off("20", -20, -10), off("20", -9, offer_id=2)]

    assert prior([price("10")], with_gap) == 8


def test_price_raised_inside_a_run_of_offers_makes_up_no_prior_price() -> None:
    changes = [price("10"), price("20", -15)]
    chain = [
        off("8", -20, -10, kind="price"),
        off("40", -10, offer_id=2),
    ]

    assert prior(changes, chain) == 8


def test_price_raised_inside_one_offer_keeps_the_prior_price() -> None:
    changes = [price("10"), price("11", -15)]

    assert prior(changes, [off("20", -20)]) == 10


def test_price_that_comes_down_to_the_reduced_one_ends_the_reduction() -> None:
    changes = [price("10"), price("8", -3)]

    assert reduction_began(changes, [off("8", -20, kind="price")], NOW) is None


amounts = st.decimals(Decimal("0.01"), Decimal(1000), places=2)
days = st.integers(-120, 0)
histories = st.lists(st.builds(price, amounts.map(str), days), min_size=1).map(
    lambda changes: sorted(changes, key=lambda change: change.at)
)
chains = st.lists(
    st.builds(
        lambda value, starts, length, number: off(
            str(value), starts, starts + length, offer_id=number
        ),
        st.integers(1, 100),
        days,
        st.integers(1, 60),
        st.integers(1, 1000),
    ),
    max_size=5,
    unique_by=lambda reduction: reduction.offer_id,
)


@given(histories, chains, days)
def test_lowest_is_what_a_buyer_who_looks_every_noon_has_seen(
    changes: list[Change], reductions: list[Reduction], begins: int
) -> None:
    """Everything in the strategies happens at midnight."""
    noons = (day(begins - n - 0.5) for n in range(30))
    seen = [charged_at(changes, reductions, noon) for noon in noons]

    lowest = lowest_before(changes, reductions, day(begins))

    assert lowest == min((each.amount for each in seen if each), default=None)


@given(histories, chains)
def test_nobody_was_charged_less_in_the_days_before_the_reduction(
    changes: list[Change], reductions: list[Reduction]
) -> None:
    began = reduction_began(changes, reductions, NOW)
    if began is None:
        return
    lowest = lowest_before(changes, reductions, began)

    before = charged_at(changes, reductions, began - timedelta(microseconds=1))
    carried = charged_at(changes, reductions, began - WINDOW)

    for charged in (before, carried):
        assert charged is None or (lowest is not None and lowest <= charged.amount)


@given(amounts, st.integers(1, 100), st.sampled_from(["percent", "amount", "price"]))
def test_reduced_price_is_payable_and_never_higher(
    amount: Decimal, value: int, kind: str
) -> None:
    reduced = off(str(value), -1, kind=kind).of(amount)

    assert Decimal("0.01") <= reduced <= amount
    assert reduced == reduced.quantize(Decimal("0.01"))
