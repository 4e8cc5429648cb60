from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.timezone import localtime
from django.utils.translation import get_language

from shop.languages.days import (
    day_and_hour_text,
    day_text,
    full_day_text,
    moment_text,
    range_text,
)

register = template.Library()


@register.filter
def day(moment: date | None) -> str:
    """`{{ promise.latest|day }}`: Thu 5 December, as the page's language writes it."""
    return "" if moment is None else day_text(_here(moment), _language())


@register.filter
def day_range(earliest: date | None, latest: date | None) -> str:
    """`{{ promise.earliest|day_range:promise.latest }}`: Tue 24 – Thu 26 November;
    one day when both agree."""
    if earliest is None or latest is None:
        return day(earliest or latest)
    return range_text(earliest, latest, _language())


@register.filter
def day_time(moment: datetime | None) -> str:
    """`{{ event.at|day_time }}`, on the clock of the shop."""
    if moment is None:
        return ""
    return day_and_hour_text(localtime(moment), _language())


@register.filter
def full_day(moment: date | None) -> str:
    """`{{ review.created_at|full_day }}`: 5 Dec 2026, as the language writes it."""
    return "" if moment is None else full_day_text(_here(moment), _language())


@register.filter
def full_day_time(moment: datetime | None) -> str:
    """`{{ message.created_at|full_day_time }}`: 5 Dec 2026, 14:05."""
    return "" if moment is None else moment_text(localtime(moment), _language())


@register.filter
def iso(moment: date | None) -> str:
    """`<time datetime="{{ moment|iso }}">`: the day or moment as machines read it."""
    if isinstance(moment, datetime):
        return localtime(moment).isoformat(timespec="minutes")
    return "" if moment is None else moment.isoformat()


def _here(moment: date) -> date:
    """The day it is on the shop's clock."""
    return localtime(moment).date() if isinstance(moment, datetime) else moment


def _language() -> str:
    return get_language() or "en"
