from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.delivery.calendars import rests
from support.returns.deadlines import day_there, end_of, last_day, next_working_day
from support.returns.guarantee import years_later

COUNTRIES = st.sampled_from(["LV", "LT", "EE", "DE", "FR", "PT", "ES", "UA", "IR"])
DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("delivered", "country", "end"),
    [
        (date(2026, 11, 3), "LV", date(2026, 11, 17)),
        # a Saturday, then a Sunday
        (date(2026, 11, 7), "LV", date(2026, 11, 23)),
        # the Proclamation of the Republic, 18 November
        (date(2026, 11, 4), "LV", date(2026, 11, 19)),
        (date(2026, 11, 4), "EE", date(2026, 11, 18)),
        # Christmas, then a weekend
        (date(2026, 12, 11), "DE", date(2026, 12, 28)),
        # over the leap day
        (date(2028, 2, 16), "DE", date(2028, 3, 1)),
    ],
)
def test_the_day_of_delivery_does_not_count(
    delivered: date, country: str, end: date
) -> None:
    assert last_day(delivered, country) == end


@given(DAYS, COUNTRIES)
def test_a_period_has_14_days_and_ends_on_the_first_working_day(
    delivered: date, country: str
) -> None:
    end = last_day(delivered, country)

    full = delivered + timedelta(days=14)
    assert end >= full
    assert end.weekday() < 5
    assert not rests(country, end)
    for days in range((end - full).days):
        day = full + timedelta(days=days)
        assert day.weekday() >= 5 or rests(country, day)


@given(DAYS, COUNTRIES)
def test_a_later_delivery_never_ends_earlier(delivered: date, country: str) -> None:
    later = last_day(delivered + timedelta(days=1), country)

    assert later >= last_day(delivered, country)


def test_the_last_day_lasts_until_midnight_there() -> None:
    assert end_of(date(2026, 11, 17), "LV") == datetime(2026, 11, 17, 22, tzinfo=UTC)
    # the Azores are an hour behind Lisbon
    assert end_of(date(2026, 11, 17), "PT") == datetime(2026, 11, 18, 1, tzinfo=UTC)


def test_an_evening_delivery_counts_where_the_buyer_lives() -> None:
    evening = datetime(2026, 11, 3, 22, 30, tzinfo=UTC)

    assert day_there(evening, "LV") == date(2026, 11, 4)
    assert day_there(evening, "IE") == date(2026, 11, 3)


def test_working_days_leave_weekends_out() -> None:
    assert next_working_day(date(2026, 11, 26), "DE", days=2) == date(2026, 11, 30)


@given(DAYS, st.integers(1, 3))
def test_guarantee_lasts_full_years(day: date, years: int) -> None:
    end = years_later(day, years)

    assert end.year == day.year + years
    assert end.month == day.month
    assert end.day in {day.day, 28}
