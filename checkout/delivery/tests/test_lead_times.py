from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.delivery.calendars import working_days_between
from checkout.delivery.lead_times import MOST_DAYS, learned_days

seen = st.dictionaries(st.integers(0, 60), st.integers(1, 500), max_size=8)
bounds = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(sorted)


def test_without_parcels_the_table_stands() -> None:
    assert learned_days({}, days_min=1, days_max=3) == (1, 3)


def test_many_parcels_outweigh_the_table() -> None:
    assert learned_days({2: 400}, days_min=4, days_max=6) == (2, 2)


def test_a_few_slow_ones_widen_the_promise_only_when_they_are_many() -> None:
    assert learned_days({1: 80, 5: 2}, days_min=1, days_max=1) == (1, 1)
    assert learned_days({1: 80, 5: 20}, days_min=1, days_max=1) == (1, 5)


@given(seen, bounds)
def test_the_promise_lies_within_what_was_seen_and_the_table(
    parcels: dict[int, int], table: list[int]
) -> None:
    days_min, days_max = learned_days(parcels, days_min=table[0], days_max=table[1])

    possible = {*(min(d, MOST_DAYS) for d in parcels), *range(table[0], table[1] + 1)}
    assert days_min <= days_max
    assert {days_min, days_max} <= possible


@given(seen, bounds)
def test_at_least_as_many_as_we_say_came_within_the_promise(
    parcels: dict[int, int], table: list[int]
) -> None:
    _, days_max = learned_days(parcels, days_min=table[0], days_max=table[1])

    width = table[1] - table[0] + 1
    weights = Counter({min(d, MOST_DAYS): 0 for d in parcels})
    for day, count in parcels.items():
        weights[min(day, MOST_DAYS)] += count * width
    for day in range(table[0], table[1] + 1):
        weights[day] += 20
    within = sum(w for day, w in weights.items() if day <= days_max)
    assert within >= 0.95 * weights.total()


@pytest.mark.parametrize(
    ("first", "last", "country", "days"),
    [
        # Friday to Monday
        ("2026-11-27", "2026-11-30", "LV", 1),
        # over the day of the Republic of Latvia
        ("2026-11-17", "2026-11-19", "LV", 1),
        ("2026-11-17", "2026-11-19", "LT", 2),
        # the same day, and a day of rest
        ("2026-11-27", "2026-11-27", "LV", 0),
        ("2026-11-27", "2026-11-28", "LV", 0),
    ],
)
def test_working_days_are_those_of_the_destination(
    first: str, last: str, country: str, days: int
) -> None:
    found = working_days_between(
        date.fromisoformat(first), date.fromisoformat(last), country
    )

    assert found == days
