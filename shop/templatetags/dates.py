from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_interval, format_skeleton
from django import template
from django.utils.timezone import localtime
from django.utils.translation import get_language

register = template.Library()

# Bare "en" writes dates the American way; the shop is in Europe.
_LOCALES = {"en": "en_150"}


@register.filter
def day(moment: date | None) -> str:
    """`{{ promise.latest|day }}`: Thu, 5 Dec, as the language of the page writes it."""
    if moment is None:
        return ""
    return str(format_skeleton("MMMEd", moment, locale=_locale()))


@register.filter
def day_range(earliest: date | None, latest: date | None) -> str:
    """`{{ promise.earliest|day_range:promise.latest }}`; one day when both agree."""
    if earliest is None or latest is None or earliest == latest:
        return day(earliest or latest)
    return str(format_interval(earliest, latest, "MMMEd", locale=_locale()))


@register.filter
def day_time(moment: datetime | None) -> str:
    """`{{ event.at|day_time }}`, on the clock of the shop."""
    if moment is None:
        return ""
    local = localtime(moment)
    return f"{day(local)} {format_skeleton('Hm', local, locale=_locale())}"


def _locale() -> str:
    language = get_language() or "en"
    return _LOCALES.get(language, language)


@register.filter
def full_day(moment: date | None) -> str:
    """`{{ review.created_at|full_day }}`: 5 Dec 2026, as the language writes it."""
    if moment is None:
        return ""
    local = localtime(moment) if isinstance(moment, datetime) else moment
    return str(format_date(local, "medium", locale=get_language() or "en"))
