"""Postcodes as they are compared: without the blanks and dashes people put in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from fnmatch import fnmatchcase

from shop.places.countries import COUNTRIES

_RANGE = re.compile(r"([0-9]+)\s*[-–]\s*([0-9]+)")


def plain(postcode: str, country: str) -> str:
    """`LV-1010`, `lv 1010` and `1010` are the same place in Latvia."""
    code = "".join(_ascii(char) for char in postcode.upper() if char.isalnum())
    return re.sub(rf"^{re.escape(country)}(?=\d)", "", code)


def matches(code: str, patterns: Iterable[str], country: str) -> bool:
    """Whether a plain postcode fits one of `patterns`, written in any way: a beginning
    ("LV-10"), a range ("1000-1999") or with wildcards ("SW1*", "2?0*")."""
    return bool(code) and any(_fits(code, each, country) for each in patterns)


def _fits(code: str, pattern: str, country: str) -> bool:
    head, dash, rest = pattern.strip().upper().partition("-")
    if dash and head in COUNTRIES:
        if head != country:
            return False
        pattern = rest
    if bounds := _RANGE.fullmatch(pattern.strip()):
        first, last = bounds.groups()
        start = code[: len(first)]
        is_range = len(first) == len(last)
        if is_range:
            return start.isdecimal() and first <= start <= last
    if "*" in pattern or "?" in pattern:
        return fnmatchcase(code, _with_wildcards(pattern, country))
    prefix = plain(pattern, country)
    return bool(prefix) and code.startswith(prefix)


def _with_wildcards(pattern: str, country: str) -> str:
    parts = re.split(r"([*?])", pattern)
    return "".join(
        part if part in {"*", "?"} else plain(part, country) for part in parts
    )


def _ascii(char: str) -> str:
    """A digit of any script as 0-9."""
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
