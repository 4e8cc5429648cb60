"""Days that a buyer may choose: somebody packs before, and somebody delivers then."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import date, timedelta

from checkout.delivery.calendars import ONE_DAY, days_off, working_day
from checkout.delivery.promising import Promise, Terms

# how far to look for working days
WINDOW = timedelta(days=60)


def days_to_name(
    promised: Promise, terms: Terms, closed_days: Set[date], count: int
) -> tuple[date, ...]:
    """The first `count` days on which it may arrive, from the earliest promised."""
    if not count:
        return ()
    origin, destination = promised.inputs["origin"], promised.inputs["destination"]

    nobody_packs = days_off(origin, closed_days=closed_days)
    nobody_delivers = days_off(
        destination, works_on_saturday=terms.delivers_on_saturday
    )

    def is_possible(day: date) -> bool:
        if nobody_delivers(day):
            return False
        leaves = working_day(day, terms.days_min, nobody_delivers, step=-ONE_DAY)
        return day == promised.earliest or not nobody_packs(leaves)

    days: list[date] = []
    day = promised.earliest
    while len(days) < count and day <= promised.earliest + WINDOW:
        if is_possible(day):
            days.append(day)
        day += ONE_DAY
    return tuple(days)


def named(promised: Promise, day: date) -> Promise:
    """The promise of that very day."""
    inputs = {**promised.inputs, "named_day": day.isoformat()}
    return replace(promised, earliest=day, latest=day, inputs=inputs)
