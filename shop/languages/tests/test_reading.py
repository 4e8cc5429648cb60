from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.search.words import words_of
from shop.languages.reading import AmountField, CodeField, plain_digits


@pytest.mark.parametrize("typed", ["1013", "۱۰۱۳", "١٠١٣", "१०१३"])
def test_digits_of_any_keyboard_are_read(typed: str) -> None:
    assert plain_digits(f"LV-{typed}") == "LV-1013"
    assert CodeField().clean(f" +371 {typed} ") == "+371 1013"


def test_amounts_are_read_with_the_separators_of_their_keyboard() -> None:
    assert AmountField().clean("۱٬۲۳۸٫۵۰") == Decimal("1238.50")
    assert AmountField(required=False).clean("") is None


def test_a_search_finds_numbers_in_any_digits() -> None:
    assert words_of("لیوان ۲۵۰") == words_of("لیوان 250")
