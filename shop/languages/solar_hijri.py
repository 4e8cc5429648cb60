"""The calendar of Iran: which day of it a day of ours is.

The year begins with the spring. Its leap years follow a cycle of 33 years, which agrees
with the sky from 1178 to 1501 (1799 to 2123), far longer than a shop looks ahead.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

FARVARDIN, ORDIBEHESHT, KHORDAD, TIR, MORDAD, SHAHRIVAR = range(1, 7)
MEHR, ABAN, AZAR, DEY, BAHMAN, ESFAND = range(7, 13)

_DAYS_OF_A_CYCLE = 33 * 365 + 8
# The spring and summer months have 31 days, the others 30, Esfand what is left.
_SUMMER_HALF = 6 * 31


class SolarHijri(NamedTuple):
    year: int
    month: int
    day: int


def solar_hijri(day: date) -> SolarHijri:
    elapsed = day.toordinal() - _EPOCH
    year = 1 + (33 * elapsed + 3) // _DAYS_OF_A_CYCLE
    day_of_year = elapsed - _days_before(year)
    if day_of_year < _SUMMER_HALF:
        months, days = divmod(day_of_year, 31)
        return SolarHijri(year, 1 + months, 1 + days)
    months, days = divmod(day_of_year - _SUMMER_HALF, 30)
    return SolarHijri(year, 7 + months, 1 + days)


def _days_before(year: int) -> int:
    return 365 * (year - 1) + (8 * year + 21) // 33


# the new year of 1400 was the 21st of March 2021
_EPOCH = date(2021, 3, 21).toordinal() - _days_before(1400)
