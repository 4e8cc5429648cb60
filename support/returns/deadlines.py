"""When a period of days ends, by Regulation (EEC, Euratom) No 1182/71."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import get_global
from django.conf import settings

from checkout.delivery.calendars import SATURDAY, IsOff, rests, working_day

WITHDRAWAL_DAYS = 14


def last_day(begun: date, country: str, *, days: int = WITHDRAWAL_DAYS) -> date:
    """The last day of a period that a delivery began: its own day does not count, and
    a period does not end on a Saturday, a Sunday or a public holiday there."""
    return working_day(begun + timedelta(days=days), 0, _days_off(country))


def next_working_day(begun: date, country: str, *, days: int) -> date:
    """The day on which `days` working days have passed."""
    return working_day(begun, days, _days_off(country)) if days else begun


def _days_off(country: str) -> IsOff:
    """The holidays, and Saturdays and Sundays also where a country works on them."""
    return lambda day: day.weekday() >= SATURDAY or rests(country, day)


def end_of(day: date, country: str) -> datetime:
    """The midnight that ends a day; where a country has several, the last of them."""
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return max(midnight.replace(tzinfo=zone) for zone in _zones(country))


def day_there(moment: datetime, country: str) -> date:
    """The day a moment falls on in a country; the later one where it has several."""
    return max(moment.astimezone(zone).date() for zone in _zones(country))


@lru_cache(maxsize=256)
def _zones(country: str) -> tuple[ZoneInfo, ...]:
    names = get_global("territory_zones").get(country, [])
    return tuple(ZoneInfo(name) for name in names) or (ZoneInfo(settings.TIME_ZONE),)
