"""Numbers and amounts as readers of each language write them."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent

# Around what keeps its own direction inside a sentence of the other one.
ISOLATE, END_ISOLATE = "\u2068", "\u2069"
RIGHT_TO_LEFT_ISOLATE = "\u2067"

# Bare "en" writes the American way; the shop is in Europe.
_LOCALES = {"en": "en_GB"}
_RIGHT_TO_LEFT = frozenset({"fa"})
_LEFT_TO_RIGHT = frozenset({"L", "EN"})
_OF_THE_OTHER_SIDE = frozenset({"R", "AL", "AN"})
_COMMAS = {"fa": "، "}
_SEMICOLONS = {"fa": "؛ "}
_ZEROS = {"fa": "\u06f0"}
# Ukrainian shops write the sign, the Unicode consortium the code.
_SIGNS = {("uk", "EUR"): "€"}


def locale_of(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


def own_digits(text: str, language: str) -> str:
    """`text` with the digits of `language` in place of 0 to 9."""
    zero = _ZEROS.get(language)
    return text.translate(_digits(zero)) if zero else text


@lru_cache
def _digits(zero: str) -> dict[int, str]:
    return {ord(str(digit)): chr(ord(zero) + digit) for digit in range(10)}


@lru_cache(maxsize=4096)
def money_text(amount: Decimal, currency: str, language: str) -> str:
    """`amount` as readers of `language` write it, safe inside right-to-left text."""
    text = format_currency(
        amount, currency, locale=locale_of(language), numbering_system="default"
    )
    if sign := _SIGNS.get((language, currency)):
        text = text.replace(currency, sign)
    return isolated(own_digits(text, language))


@lru_cache(maxsize=256)
def percent_text(rate: Decimal, language: str) -> str:
    """A rate in percent without needless zeros: 21%, 25.5%."""
    locale = locale_of(language)
    text = format_percent(
        rate / 100,
        locale=locale,
        decimal_quantization=False,
        numbering_system="default",
    )
    symbols = locale.number_symbols[locale.default_numbering_system]
    text = own_digits(text.replace("%", symbols["percentSign"]), language)
    if language in _RIGHT_TO_LEFT:
        # Nothing in it has a direction of its own that would put the sign behind.
        return f"{RIGHT_TO_LEFT_ISOLATE}{text}{END_ISOLATE}"
    return isolated(text)


@lru_cache(maxsize=1024)
def number_text(
    number: Decimal | float, language: str, decimals: int | None = None
) -> str:
    """A number with the separators and digits of `language`."""
    text = format_decimal(
        number,
        format=None if decimals is None else f"#,##0.{'0' * decimals}",
        locale=locale_of(language),
        decimal_quantization=decimals is not None,
        numbering_system="default",
    )
    return own_digits(text, language)


def comma(language: str) -> str:
    return _COMMAS.get(language, ", ")


def listed(words: Sequence[str], language: str) -> str:
    """Words parted by commas, unless one of them has its own."""
    if any(comma(language) in word for word in words):
        return _SEMICOLONS.get(language, "; ").join(words)
    return comma(language).join(words)


def measure_text(number: Decimal, unit: str, language: str) -> str:
    """9.5 cm: a number with its unit."""
    return f"{number_text(number, language)} {unit_text(unit, language)}".strip()


def unit_text(unit: str, language: str) -> str:
    return _units().get(language, {}).get(unit, unit)


@cache
def _units() -> dict[str, dict[str, str]]:
    file = Path(__file__).with_name("units.toml")
    return tomllib.loads(file.read_text("utf-8"))


def apart(text: str, language: str) -> str:
    """A name or code inside a sentence: isolated where its direction is another one,
    so that neither mixes up the words of the other."""
    foreign = _LEFT_TO_RIGHT if language in _RIGHT_TO_LEFT else _OF_THE_OTHER_SIDE
    is_foreign = any(unicodedata.bidirectional(letter) in foreign for letter in text)
    return isolated(text) if is_foreign else text


def isolated(text: str) -> str:
    return f"{ISOLATE}{text}{END_ISOLATE}"


class Counted(int):
    """A whole number that plural forms count with and sentences write in the digits
    of their language."""

    text: str

    def __new__(cls, number: int, language: str) -> Counted:
        counted = super().__new__(cls, number)
        counted.text = number_text(number, language)
        return counted

    def __str__(self) -> str:
        return self.text
