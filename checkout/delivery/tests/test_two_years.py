"""Every promise of two years is worked out again to the day, from what was stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from checkout.delivery.calendars import rests
from checkout.delivery.lead_times import learned_days
from checkout.delivery.promising import Terms, promise, recompute

RIGA = ZoneInfo("Europe/Riga")
FIRST, LAST = date(2027, 1, 1), date(2028, 12, 31)
LEAP_DAY = date(2028, 2, 29)
CLOCK_CHANGES = {
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2028, 3, 26),
    date(2028, 10, 29),
}
# days on which we are closed beside the holidays
CLOSED = frozenset({date(2027, 7, 5), date(2028, 2, 28), LEAP_DAY})
# once before and once after the cut-off, and in the hour that a clock change leaves
# out or brings twice
HOURS = (time(3, 30, fold=1), time(13, 59, 59), time(14))
SLOW_DAYS = learned_days({2: 40, 5: 60}, days_min=1, days_max=3)
TERMS = {
    "next day": Terms(time(14), 0, 1, 1),
    "Saturdays, too": Terms(time(14), 0, 1, 2, delivers_on_saturday=True),
    "learned": Terms(time(14), 1, *SLOW_DAYS),
}


def days() -> Iterator[date]:
    return (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))


def test_the_two_years_have_what_is_odd_about_dates() -> None:
    walked = [*days()]

    assert len(walked) == 365 + 366
    assert {LEAP_DAY, *CLOCK_CHANGES} <= {*walked}
    for day in CLOCK_CHANGES:
        at_midnight = datetime.combine(day, time.min, RIGA)
        assert at_midnight.dst() != datetime.combine(day, time.max, RIGA).dst()
    assert SLOW_DAYS[1] > 3


@pytest.mark.parametrize("destination", ["LV", "DE", "GB", "US", "IR"])
@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
def test_each_promise_is_the_same_again(terms: Terms, destination: str) -> None:
    for day in days():
        for hour in HOURS:
            ordered_at = datetime.combine(day, hour, RIGA)
            made = promise(
                ordered_at,
                terms=terms,
                origin="LV",
                destination=destination,
                closed_days=CLOSED,
                lead_time_days=day.day % 3,
            )
            stored = json.loads(json.dumps(made.inputs))

            assert stored == made.inputs
            assert recompute(made.inputs) == recompute(stored) == made, ordered_at
            assert day <= made.earliest <= made.latest
            assert not rests(
                destination, made.latest, works_on_saturday=terms.delivers_on_saturday
            )
