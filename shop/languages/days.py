"""Days and hours as readers of each language write them."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    get_datetime_format,
    get_day_names,
)

from shop.languages.solar_hijri import solar_hijri
from shop.languages.writing import locale_of, own_digits

# An Armenian sentence names the month before the day; Unicode's weekday at the end
# would take the case ending that belongs to the day.
_DAYS = {"hy": "EEE, MMMM d"}
_DAYS_OF_ONE_MONTH = {"hy": "EEE, d"}
# Persian readers count days by the calendar of Iran.
_SOLAR_HIJRI = frozenset({"fa"})
_MONTHS = (
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
)


def day_text(day: date, language: str) -> str:
    """Tue 24 November: weekday, day and month."""
    if language in _SOLAR_HIJRI:
        return _digits(f"{_weekday(day)} {_day_and_month(day)}")
    locale = locale_of(language)
    with_month: str = locale.datetime_skeletons["MMMEd"].pattern
    pattern = _DAYS.get(language, with_month.replace("MMM", "MMMM"))
    return str(format_date(day, pattern, locale=locale))


def range_text(earliest: date, latest: date, language: str) -> str:
    """Tue 24 – Thu 26 November; the month is named once where it is the same."""
    if language in _SOLAR_HIJRI:
        return _range_of_both_calendars(earliest, latest, language)
    if earliest == latest:
        return day_text(latest, language)
    locale = locale_of(language)
    first, last = day_text(earliest, language), day_text(latest, language)
    if (earliest.year, earliest.month) == (latest.year, latest.month):
        if language in _DAYS_OF_ONE_MONTH:
            # here the month comes first and is named by the first day
            last = format_date(latest, _DAYS_OF_ONE_MONTH[language], locale=locale)
        else:
            first = format_skeleton("Ed", earliest, locale=locale)
    between: str = locale.interval_formats[None]
    return between.format(first, last)


def day_and_hour_text(moment: datetime, language: str) -> str:
    """Tue 24 November 14:05, on the clock that `moment` carries."""
    # a day that ends in its number keeps apart from the hour
    between = ", " if language in _DAYS else " "
    return between.join(
        [day_text(moment.date(), language), hour_text(moment, language)]
    )


def full_day_text(day: date, language: str) -> str:
    """24 Nov 2026: day, month and year."""
    if language in _SOLAR_HIJRI:
        return _digits(f"{_day_and_month(day)} {solar_hijri(day).year}")
    return str(format_date(day, "medium", locale=locale_of(language)))


def hour_text(moment: datetime, language: str) -> str:
    """14:05, on the clock that `moment` carries."""
    text = format_skeleton("Hm", moment, locale=locale_of(language))
    return own_digits(str(text), language)


def moment_text(moment: datetime, language: str) -> str:
    """24 Nov 2026, 14:05: a day and its hour, on the clock that `moment` carries."""
    joined = str(get_datetime_format("medium", locale=locale_of(language)))
    hour, day = hour_text(moment, language), full_day_text(moment.date(), language)
    return joined.replace("{0}", hour).replace("{1}", day)


def _range_of_both_calendars(earliest: date, latest: date, language: str) -> str:
    """What was promised by the reader's calendar, and by the one of the carrier."""
    locale = locale_of(language)
    days = f"{_weekday(latest)} {_day_and_month(latest)}"
    if earliest != latest:
        first, last = solar_hijri(earliest), solar_hijri(latest)
        is_one_month = first[:2] == last[:2]
        begin = f"{first.day}" if is_one_month else _day_and_month(earliest)
        between: str = locale.interval_formats[None]
        days = between.format(f"{_weekday(earliest)} {begin}", days)
    theirs = format_interval(earliest, latest, "MMMd", locale=locale)
    return _digits(f"{days} ({theirs})")


def _weekday(day: date) -> str:
    return str(get_day_names("wide", locale="fa")[day.weekday()])


def _day_and_month(day: date) -> str:
    there = solar_hijri(day)
    return f"{there.day} {_MONTHS[there.month - 1]}"


def _digits(text: str) -> str:
    return own_digits(text, "fa")
