"""Months and quarters of the shop's own clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import get_default_timezone

_QUARTER = re.compile(r"([12]\d{3})-Q([1-4])")
_MONTH = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from `year`, `month` on; the end belongs to the next one."""

    year: int
    month: int
    months: int

    @classmethod
    def month_of(cls, day: date) -> Period:
        return cls(day.year, day.month, 1)

    @classmethod
    def quarter_of(cls, day: date) -> Period:
        return cls(day.year, day.month - (day.month - 1) % 3, 3)

    @classmethod
    def named(cls, name: str) -> Period | None:
        """That of a name like "2026-Q4" or "2026-11"."""
        if found := _QUARTER.fullmatch(name):
            return cls(int(found[1]), int(found[2]) * 3 - 2, 3)
        if found := _MONTH.fullmatch(name):
            return cls(int(found[1]), int(found[2]), 1)
        return None

    def __str__(self) -> str:
        if self.months == 3:
            return f"{self.year}-Q{(self.month + 2) // 3}"
        return f"{self.year}-{self.month:02d}"

    @property
    def start(self) -> datetime:
        return datetime(self.year, self.month, 1, tzinfo=get_default_timezone())

    @property
    def end(self) -> datetime:
        return self._moved(1).start

    @property
    def before(self) -> Period:
        return self._moved(-1)

    def back_to(self, first: date) -> list[Period]:
        """It and those before it, until that of `first`."""
        periods = [self]
        while periods[-1].start.date() > first:
            periods.append(periods[-1].before)
        return periods

    def _moved(self, steps: int) -> Period:
        months = self.year * 12 + self.month - 1 + steps * self.months
        return Period(months // 12, months % 12 + 1, self.months)
