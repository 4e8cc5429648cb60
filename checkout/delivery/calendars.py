"""On which days nobody packs or delivers, country by country."""

from __future__ import annotations

from collections.abc import Callable, Set
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

SATURDAY = 5
SATURDAY_AND_SUNDAY = frozenset({5, 6})
ONE_DAY = timedelta(days=1)

# whether nobody works on a day
IsOff = Callable[[date], bool]


def rests(country: str, day: date, *, works_on_saturday: bool = False) -> bool:
    """Whether `day` is a public holiday in `country`, or of its weekend."""
    weekend, holidays = _calendar(country, day.year)
    if day in holidays:
        return True
    if works_on_saturday and day.weekday() == SATURDAY:
        return False
    return day.weekday() in weekend


def days_off(
    country: str,
    *,
    closed_days: Set[date] = frozenset(),
    works_on_saturday: bool = False,
) -> IsOff:
    def is_off(day: date) -> bool:
        is_closed = day in closed_days
        return is_closed or rests(country, day, works_on_saturday=works_on_saturday)

    return is_off


def working_day(
    day: date, count: int, is_off: IsOff, *, step: timedelta = ONE_DAY
) -> date:
    """The working day that comes `count` after `day`, or before it with a `step` back;
    with 0, `day` or the next one."""
    if not count:
        while is_off(day):
            day += step
    while count:
        day += step
        count -= not is_off(day)
    return day


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
