"""Postcodes as they are compared: without the blanks and dashes people put in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable


def plain(postcode: str, country: str) -> str:
    """`LV-1010`, `lv 1010` and `1010` are the same place in Latvia."""
    code = "".join(_ascii(char) for char in postcode.upper() if char.isalnum())
    return re.sub(rf"^{re.escape(country)}(?=\d)", "", code)


def begins_with(code: str, prefixes: Iterable[str], country: str) -> bool:
    """Whether a plain postcode begins with one of `prefixes`, written in any way."""
    return bool(code) and any(
        code.startswith(plain(prefix, country)) for prefix in prefixes
    )


def _ascii(char: str) -> str:
    """A digit of any script as 0-9."""
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
