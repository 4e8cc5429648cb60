"""Days that a buyer may choose: somebody packs before, and somebody delivers then."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import replace
from datetime import date, timedelta

from checkout.delivery.calendars import rests
from checkout.delivery.promising import Promise, Terms

ONE_DAY = timedelta(days=1)
# how far to look for working days
WINDOW = timedelta(days=60)


def days_to_name(
    promised: Promise, terms: Terms, closed_days: Set[date], count: int
) -> tuple[date, ...]:
    """The first `count` days on which it may arrive, from the earliest promised."""
    if not count:
        return ()
    origin, destination = promised.inputs["origin"], promised.inputs["destination"]

    def leaves(day: date) -> bool:
        return day not in closed_days and not rests(origin, day)

    def arrives(day: date) -> bool:
        return not rests(destination, day, works_on_saturday=terms.delivers_on_saturday)

    days: list[date] = []
    day = promised.earliest
    while len(days) < count and day <= promised.earliest + WINDOW:
        is_first = day == promised.earliest
        if arrives(day) and (is_first or leaves(_days_before(day, terms, arrives))):
            days.append(day)
        day += ONE_DAY
    return tuple(days)


def named(promised: Promise, day: date) -> Promise:
    """The promise of that very day."""
    inputs = {**promised.inputs, "named_day": day.isoformat()}
    return replace(promised, earliest=day, latest=day, inputs=inputs)


def _days_before(day: date, terms: Terms, arrives: Callable[[date], bool]) -> date:
    """When it has to leave to arrive on `day`."""
    left = terms.days_min
    while left:
        day -= ONE_DAY
        left -= arrives(day)
    return day
