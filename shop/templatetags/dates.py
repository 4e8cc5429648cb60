from __future__ import annotations

from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_skeleton
from django import template
from django.utils.timezone import localtime
from django.utils.translation import get_language

register = template.Library()

# Bare "en" writes dates the American way; the shop is in Europe.
_LOCALES = {"en": "en_GB"}


@register.filter
def day(moment: date | None) -> str:
    """`{{ promise.latest|day }}`: Thu 5 December, as the page's language writes it."""
    if moment is None:
        return ""
    locale = _locale()
    with_month: str = locale.datetime_skeletons["MMMEd"].pattern
    return str(format_date(moment, with_month.replace("MMM", "MMMM"), locale=locale))


@register.filter
def day_range(earliest: date | None, latest: date | None) -> str:
    """`{{ promise.earliest|day_range:promise.latest }}`: Tue 24 – Thu 26 November;
    one day when both agree."""
    if earliest is None or latest is None or earliest == latest:
        return day(earliest or latest)
    locale = _locale()
    is_one_month = (earliest.year, earliest.month) == (latest.year, latest.month)
    first = (
        format_skeleton("Ed", earliest, locale=locale)
        if is_one_month
        else day(earliest)
    )
    between: str = locale.interval_formats[None]
    return between.format(first, day(latest))


@register.filter
def day_time(moment: datetime | None) -> str:
    """`{{ event.at|day_time }}`, on the clock of the shop."""
    if moment is None:
        return ""
    local = localtime(moment)
    return f"{day(local)} {format_skeleton('Hm', local, locale=_locale())}"


@register.filter
def full_day(moment: date | None) -> str:
    """`{{ review.created_at|full_day }}`: 5 Dec 2026, as the language writes it."""
    if moment is None:
        return ""
    local = localtime(moment) if isinstance(moment, datetime) else moment
    return str(format_date(local, "medium", locale=_locale()))


def _locale() -> Locale:
    language = get_language() or "en"
    return Locale.parse(_LOCALES.get(language, language))
