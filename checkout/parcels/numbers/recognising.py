"""Whose a tracking number is, by its form and its check digit."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from checkout.parcels.numbers.checks import check_digit

_TABLE = Path(__file__).with_name("formats.json")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """One form of a carrier's numbers. `strength` is how little it matches by
    accident: a check digit, and letters at fixed places."""

    carrier: str
    name: str
    pattern: re.Pattern[str]
    link: str
    check: Mapping[str, Any] | None = None
    prefix: tuple[str, str] | None = None
    known: Mapping[str, str] | None = None

    def has_form(self, number: str) -> bool:
        return self.pattern.fullmatch(plain(number)) is not None

    def fits(self, number: str) -> bool:
        """Form, check digit, and codes that there are."""
        found = self.pattern.fullmatch(plain(number))
        if found is None:
            return False
        parts = found.groupdict()
        for group, known in (self.known or {}).items():
            if not re.fullmatch(known, parts[group]):
                return False
        if self.check is None:
            return True
        serial = parts["SerialNumber"]
        if self.prefix and re.fullmatch(self.prefix[0], serial):
            serial = self.prefix[1] + serial
        return check_digit(serial, self.check) == parts["CheckDigit"]

    @property
    def strength(self) -> int:
        fixed = re.sub(r"\[[^]]*\]|\(\?P<\w+>|\\.", "", self.pattern.pattern)
        has_letters = bool(re.search(r"[A-Z]", fixed)) or self.known is not None
        return 2 * has_letters + bool(self.check)


@dataclass(frozen=True, slots=True)
class Guess:
    """Whose a number may be. The surer of several comes first."""

    carrier: str
    name: str
    link: str


def plain(number: str) -> str:
    return re.sub(r"\s", "", number).upper()


@cache
def formats() -> tuple[NumberFormat, ...]:
    rows = json.loads(_TABLE.read_text())["formats"]
    read = [
        NumberFormat(
            carrier=row["carrier"],
            name=row["name"],
            pattern=re.compile(row["pattern"], re.ASCII),
            link=row["link"],
            check=row.get("check"),
            prefix=tuple(row["prefix"]) if "prefix" in row else None,
            known=row.get("known"),
        )
        for row in rows
    ]
    return tuple(sorted(read, key=lambda each: -each.strength))


def recognise(number: str) -> list[Guess]:
    """Whose the number may be, the surest first; nothing where nobody's."""
    fitting = [each for each in formats() if each.fits(number)]
    best = {each.carrier: each for each in reversed(fitting)}
    return [
        Guess(each.carrier, each.name, each.link)
        for each in fitting
        if best[each.carrier] is each
    ]


def mistyped(number: str) -> str:
    """The name of the form that a number has but for its check digit; "" for none.

    Only forms that are not met by accident count: plain digits may be anything.
    """
    if recognise(number):
        return ""
    near = (each for each in formats() if each.strength > 2 and each.has_form(number))
    return next((each.name for each in near), "")


def link_for(number: str) -> str:
    """The page of the surest carrier that has one, with {number} where it belongs."""
    return next((guess.link for guess in recognise(number) if guess.link), "")
