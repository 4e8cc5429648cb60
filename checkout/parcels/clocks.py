"""On whose clock a carrier's moment is shown: its own offset, or a time zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from babel.core import get_global
from django.utils.timezone import get_default_timezone

_OFFSET = re.compile(r"([+-])(\d\d):([0-5]\d)")


def clock_of(zone: str) -> tzinfo:
    """`zone` is "+02:00" or a name; what cannot be read is the clock of the shop."""
    offset = _OFFSET.fullmatch(zone)
    if offset:
        sign = -1 if offset[1] == "-" else 1
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        if away < timedelta(days=1):
            return timezone(sign * away)
    try:
        return ZoneInfo(zone) if zone else get_default_timezone()
    except (ValueError, OSError, KeyError):
        return get_default_timezone()


def zone_of(at: datetime, *, country: str = "") -> str:
    """What to remember of a moment's clock: its offset where it has one of its own,
    else the time zone of `country`, where it has only one."""
    if at.tzinfo is not None and at.tzinfo is not UTC and at.utcoffset():
        text = at.strftime("%z")
        return f"{text[:3]}:{text[3:5]}"
    zones = get_global("territory_zones").get(country.upper(), ())
    return str(zones[0]) if len(zones) == 1 else ""
