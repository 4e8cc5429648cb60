"""On which days nobody packs or delivers, country by country."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from holidays import country_holidays

SATURDAY = 5
SATURDAY_AND_SUNDAY = frozenset({5, 6})


def rests(country: str, day: date, *, works_on_saturday: bool = False) -> bool:
    """Whether `day` is a public holiday in `country`, or of its weekend."""
    weekend, holidays = _calendar(country, day.year)
    if day in holidays:
        return True
    if works_on_saturday and day.weekday() == SATURDAY:
        return False
    return day.weekday() in weekend


@lru_cache(maxsize=1024)
def _calendar(country: str, year: int) -> tuple[frozenset[int], frozenset[date]]:
    """The weekdays of the weekend and the holidays of one year.

    A country that `holidays` does not know has a weekend only. Whole years are
    asked for, because its calendars fill themselves while they are being read,
    which two threads must not watch.
    """
    try:
        calendar = country_holidays(country, years=year)
    except NotImplementedError:
        return SATURDAY_AND_SUNDAY, frozenset()
    return frozenset(calendar.weekend), frozenset(calendar)
