"""The ways in which carriers work out the check digit of a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import ascii_uppercase, digits
from typing import Any

from checkout.parcels.numbers.s10 import s10_check_digit

_ALPHABET = digits + ascii_uppercase


def _mod7(serial: str, _how: Mapping[str, Any]) -> str:
    return str(int(serial) % 7)


def _mod10(serial: str, how: Mapping[str, Any]) -> str:
    odd = how.get("odds_multiplier") or 1
    even = how.get("evens_multiplier") or 1
    signs = reversed(serial) if how.get("reverse") else serial
    total = sum(
        (int(sign) if sign.isdigit() else (ord(sign) - 3) % 10)
        * (odd if place % 2 else even)
        for place, sign in enumerate(signs)
    )
    return str(-total % 10)


def _luhn(serial: str, _how: Mapping[str, Any]) -> str:
    total = 0
    for place, sign in enumerate(reversed(serial)):
        doubled = int(sign) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def _weighted(serial: str, how: Mapping[str, Any]) -> str:
    pairs = zip(serial, how["weightings"], strict=False)
    total = sum(int(sign) * weight for sign, weight in pairs)
    return str(total % how["modulo1"] % how["modulo2"])


def _s10(serial: str, _how: Mapping[str, Any]) -> str:
    return str(s10_check_digit(serial))


def _mod_37_36(serial: str, _how: Mapping[str, Any]) -> str:
    left = 36
    for sign in serial:
        left += _ALPHABET.index(sign)
        left = (left - 36 if left > 36 else left) * 2
        left = left - 37 if left > 36 else left
    return _ALPHABET[(37 - left) % 36]


_WAYS: dict[str, Callable[[str, Mapping[str, Any]], str]] = {
    "mod7": _mod7,
    "mod10": _mod10,
    "luhn": _luhn,
    "sum_product_with_weightings_and_modulo": _weighted,
    "s10": _s10,
    "mod_37_36": _mod_37_36,
}


def check_digit(serial: str, how: Mapping[str, Any]) -> str:
    return _WAYS[how["name"]](serial, how)
