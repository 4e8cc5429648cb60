from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone, translation

from shop.templatetags.dates import day, day_range, day_time

THIN_SPACE = "\u2009"
TUESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 26)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Tue 24 – Thu 26 November"),
        ("lv", "otrd., 24. – ceturtd., 26. novembris"),
        ("uk", "вт, 24 – чт, 26 листопада"),
        ("hy", "երք, նոյեմբերի 24 – հնգ, 26"),
        ("fa", "سه‌شنبه ۳ تا پنجشنبه ۵ آذر (۲۴ تا ۲۶ نوامبر)"),
    ],
)
def test_days_of_one_month_name_it_once(language: str, words: str) -> None:
    with translation.override(language):
        text = day_range(TUESDAY, THURSDAY)

    assert text.replace(THIN_SPACE, " ") == words


def test_days_of_two_months_name_both() -> None:
    text = day_range(date(2026, 11, 30), date(2026, 12, 2))

    assert text.replace(THIN_SPACE, " ") == "Mon 30 November – Wed 2 December"


def test_a_range_of_one_day_is_that_day() -> None:
    assert day_range(TUESDAY, TUESDAY) == day(TUESDAY) == "Tue 24 November"


def test_no_day_is_no_words() -> None:
    assert day_range(None, None) == ""
    assert day_range(None, THURSDAY) == "Thu 26 November"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Tue 24 November 14:05"), ("hy", "երք, նոյեմբերի 24, 14:05")],
)
def test_an_hour_keeps_apart_from_its_day(language: str, words: str) -> None:
    moment = datetime(2026, 11, 24, 14, 5, tzinfo=timezone.get_current_timezone())

    with translation.override(language):
        assert day_time(moment) == words
