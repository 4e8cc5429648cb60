from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from shop.languages.days import day_text, full_day_text, moment_text, range_text
from shop.languages.writing import (
    END_ISOLATE,
    ISOLATE,
    apart,
    listed,
    measure_text,
    money_text,
    number_text,
    percent_text,
)
from shop.users.passwords import LengthValidator

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "€1,238.50"),
        ("lv", "1 238,50 €"),
        ("uk", "1 238,50 €"),
        ("hy", "1 238,50 €"),
        ("fa", "\u200e€ ۱٬۲۳۸٫۵۰"),
    ],
)
def test_an_amount_is_written_as_its_readers_do(language: str, words: str) -> None:
    text = money_text(Decimal("1238.5"), "EUR", language)

    assert text[0] == ISOLATE
    assert text[-1] == END_ISOLATE
    assert text[1:-1].replace(NO_BREAK, " ") == words


def test_a_rate_has_no_needless_zeros() -> None:
    texts = [percent_text(Decimal(rate), "lv") for rate in ("21.00", "25.5")]

    assert texts == ["\u206821%\u2069", "\u206825,5%\u2069"]


def test_a_rate_in_persian_has_the_sign_of_its_script() -> None:
    assert percent_text(Decimal(21), "fa") == "\u2067۲۱٪\u2069"


def test_a_list_is_parted_as_its_language_does() -> None:
    assert listed(["oat", "sea green"], "en") == "oat, sea green"
    assert listed(["oat", "45 × 45 cm, small"], "en") == "oat; 45 × 45 cm, small"
    assert listed(["سبز", "آبی"], "fa") == "سبز، آبی"


def test_numbers_have_the_separators_of_the_language() -> None:
    assert number_text(12345, "en") == "12,345"
    assert number_text(Decimal("4.66"), "uk", decimals=1) == "4,7"
    assert number_text(Decimal("4.66"), "fa", decimals=1) == "۴٫۷"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "9.5 cm"),
        ("lv", "9,5 cm"),
        ("uk", "9,5 см"),
        ("hy", "9,5 սմ"),
        ("fa", "۹٫۵ سانتی‌متر"),
    ],
)
def test_a_measure_has_its_unit_in_the_script_of_the_language(
    language: str, words: str
) -> None:
    assert measure_text(Decimal("9.50").normalize(), "cm", language) == words


@pytest.mark.parametrize(
    ("count", "words"), [(1, "یک: ۱"), (12, "چند: ۱۲")], ids=["one", "many"]
)
def test_a_plural_counts_and_writes_the_same_number(count: int, words: str) -> None:
    shown = Template(
        "{% blocktranslate count counter=many|number %}یک: {{ counter }}"
        "{% plural %}چند: {{ counter }}{% endblocktranslate %}"
    )

    with translation.override("fa"):
        assert shown.render(Context({"many": count})) == words


@pytest.mark.parametrize(
    ("language", "text", "is_isolated"),
    [
        ("fa", "LP-1042", True),
        ("fa", "1042", True),
        ("fa", "لیپا", False),
        ("en", "LP-1042", False),
        ("uk", "لیپا", True),
    ],
)
def test_what_runs_the_other_way_stays_whole(
    language: str, text: str, is_isolated: bool
) -> None:
    expected = f"{ISOLATE}{text}{END_ISOLATE}" if is_isolated else text

    assert apart(text, language) == expected


def test_persian_days_are_those_of_its_calendar() -> None:
    day = date(2026, 11, 24)

    assert day_text(day, "fa") == "سه‌شنبه ۳ آذر"
    assert full_day_text(day, "fa") == "۳ آذر ۱۴۰۵"


def test_a_persian_promise_also_says_the_days_of_the_carrier() -> None:
    text = range_text(date(2026, 11, 21), date(2026, 11, 24), "fa")

    assert text == "شنبه ۳۰ آبان تا سه‌شنبه ۳ آذر (۲۱ تا ۲۴ نوامبر)"


def test_so_does_a_promise_of_one_day() -> None:
    day = date(2026, 11, 24)

    assert range_text(day, day, "fa") == "سه‌شنبه ۳ آذر (۲۴ نوامبر)"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "24 Nov 2026, 14:05"),
        ("lv", "2026. gada 24. nov. 14:05"),
        ("uk", "24 лист. 2026 р., 14:05"),
        ("hy", "24 նոյ, 2026 թ., 14:05"),
        ("fa", "۳ آذر ۱۴۰۵،\u200f ۱۴:۰۵"),
    ],
)
def test_a_moment_has_day_and_hour(language: str, words: str) -> None:
    text = moment_text(datetime(2026, 11, 24, 14, 5, tzinfo=UTC), language)

    assert text.replace("\u202f", " ") == words


def test_the_length_of_a_password_is_said_in_the_digits_of_the_page() -> None:
    with translation.override("fa"):
        assert "۸" in LengthValidator(8).get_help_text()
        assert "8" not in LengthValidator(8).get_error_message()
