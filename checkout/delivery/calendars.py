"""On which days nobody packs or delivers, country by country."""

from __future__ import annotations

from datetime import date, timedelta
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


def working_days_between(
    first: date, last: date, country: str, *, works_on_saturday: bool = False
) -> int:
    """How many working days of `country` come after `first`, `last` included. A parcel
    that came on a day of rest came on the working day before it."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(
        not rests(country, day, works_on_saturday=works_on_saturday) for day in days
    )


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
