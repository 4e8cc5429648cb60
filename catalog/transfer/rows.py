"""One row of a file: its cells as values, its problems, and what nobody asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlsplit

from stdnum import ean, isbn

from catalog.transfer import reasons
from catalog.transfer.records import Problem
from shop.web.cleaning import clean_html, what_was_removed

YES = {"1", "true", "yes", "y", "t", "on"}
NO = {"0", "false", "no", "n", "f", "off"}
LARGEST = 2_147_483_647
LARGEST_MONEY = Decimal(10) ** 10
GRAMS = {
    "g": "1", "gram": "1", "grams": "1", "kg": "1000", "lb": "453.59237",
    "lbs": "453.59237", "oz": "28.349523125",
}  # fmt: skip
MILLIMETRES = {
    "mm": "1", "cm": "10", "m": "1000", "in": "25.4", "inch": "25.4", "ft": "304.8",
    "yd": "914.4",
}  # fmt: skip
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NUMBER = re.compile(r"([+-]?)(\d*)(?:[.,](\d+))?")
BLOCK = re.compile(
    r"<(p|div|ul|ol|dl|table|h[1-6]|blockquote|figure|section)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Row:
    """A row whose every cell is either asked for or reported."""

    line: int
    cells: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    problems: list[Problem] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def header(self, column: str) -> str:
        return self.headers.get(column, column)

    def warn(self, column: str, reason: str, value: str, **details: str) -> None:
        self._note(column, reason, value, details, is_fatal=False)

    def refuse(self, column: str, reason: str, value: str, **details: str) -> None:
        self._note(column, reason, value, details, is_fatal=True)

    def _note(
        self,
        column: str,
        reason: str,
        value: str,
        details: dict[str, str],
        *,
        is_fatal: bool,
    ) -> None:
        self.problems.append(
            Problem(
                self.line,
                self.header(column),
                value,
                reason,
                is_fatal,
                self.key,
                details,
            ),
        )

    @property
    def is_refused(self) -> bool:
        return any(problem.is_fatal for problem in self.problems)

    def has(self, column: str) -> bool:
        """Whether there is something in the cell; looking is not reading."""
        return bool(self.cells.get(column, "").strip())

    def leftovers(self) -> Iterator[tuple[str, str]]:
        for column, value in self.cells.items():
            if column not in self.asked and value.strip():
                yield column, value

    def raw(self, column: str) -> str:
        self.asked.add(column)
        return self.cells.get(column) or ""

    def text(self, column: str) -> str:
        raw = self.raw(column).replace("\r\n", "\n").replace("\r", "\n")
        value = CONTROL.sub("", raw)
        if value != raw:
            self.warn(column, reasons.CONTROL_CHARACTERS, value)
        if "\ufffd" in value:
            self.warn(column, reasons.UNREADABLE_CHARACTERS, value)
        return value.strip()

    def html(self, column: str) -> str:
        """A text that may hold HTML, cleaned; bare lines become paragraphs."""
        raw = self.text(column)
        if not raw:
            return ""
        cleaned = clean_html(raw)
        if removed := what_was_removed(raw, cleaned):
            self.warn(column, reasons.HTML_REMOVED, raw, removed=", ".join(removed))
        return clean_html(paragraphs(cleaned)).strip()

    def expect(self, column: str, *quiet: str) -> None:
        """Read a cell that we cannot hold; values that say nothing are not told."""
        value = self.text(column)
        if value and value.casefold() not in quiet:
            self.warn(column, reasons.NOT_CARRIED_VALUE, value)

    def flag(self, column: str, *, default: bool) -> bool:
        value = self.text(column)
        folded = value.casefold()
        if folded in YES or folded in NO:
            return folded in YES
        if value:
            used = "yes" if default else "no"
            self.warn(column, reasons.BAD_FLAG, value, used=used)
        return default

    def number(self, column: str) -> Decimal | None:
        value = self.text(column)
        if not value:
            return None
        number = parse_number(value)
        if number is None:
            self.warn(column, reasons.BAD_NUMBER, value)
        return number

    def amount(self, column: str) -> Decimal | None:
        """Money or a measure: a number that is not negative and not absurd."""
        number = self.number(column)
        if number is None:
            return None
        if number < 0:
            self.warn(column, reasons.NEGATIVE, str(number))
            return None
        if number >= LARGEST_MONEY:
            self.warn(column, reasons.TOO_LARGE, str(number))
            return None
        return number

    def whole(self, column: str) -> int | None:
        number = self.number(column)
        if number is None:
            return None
        if abs(number) > LARGEST:
            self.warn(column, reasons.TOO_LARGE, str(number))
            return None
        if number != int(number):
            used = str(int(number))
            self.warn(column, reasons.ROUNDED_QUANTITY, str(number), used=used)
        return int(number)

    def grams(self, column: str, unit: str) -> int | None:
        return self._measure(column, unit, GRAMS)

    def millimetres(self, column: str, unit: str) -> int | None:
        return self._measure(column, unit, MILLIMETRES)

    def _measure(self, column: str, unit: str, known: Mapping[str, str]) -> int | None:
        """0 and nothing both mean that nobody has measured."""
        amount = self.amount(column)
        if not amount:
            return None
        if unit.casefold() not in known:
            self.warn(column, reasons.BAD_UNIT, unit)
            return None
        exact = amount * Decimal(known[unit.casefold()])
        rounded = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
        if not rounded:
            self.warn(column, reasons.ROUNDED_AWAY, str(amount))
        elif rounded > LARGEST:
            self.warn(column, reasons.TOO_LARGE, str(amount))
            return None
        return rounded or None

    def moment(self, column: str, *, ends_day: bool = False) -> datetime | None:
        """A time in UTC; a bare date is its first moment, or the end of it."""
        value = self.text(column)
        if not value:
            return None
        try:
            if len(value) == len("2026-01-31"):
                day = date.fromisoformat(value)
                at = time.max.replace(microsecond=0) if ends_day else time.min
                return datetime.combine(day, at, UTC)
            moment = datetime.fromisoformat(value.removesuffix(" UTC"))
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            self.warn(column, reasons.BAD_DATE, value)
            return None

    def word(self, column: str, known: Mapping[str, str], default: str) -> str:
        value = self.text(column)
        folded = value.casefold()
        if not value or folded in known:
            return known[folded] if value else default
        listed = ", ".join(known)
        self.warn(column, reasons.BAD_WORD, value, known=listed, used=default)
        return default

    def gtin(self, column: str) -> str:
        # Spreadsheets need an apostrophe to leave the leading zeros alone.
        value = self.text(column).removeprefix("'")
        number = ean.compact(value)
        if not number:
            return ""
        if ean.is_valid(number):
            return number
        if isbn.is_valid(number):
            return isbn.to_isbn13(number).replace("-", "")
        self.warn(column, reasons.BAD_GTIN, value)
        return ""

    def country(self, column: str) -> str:
        value = self.text(column).upper()
        if not value or re.fullmatch(r"[A-Z]{2}", value):
            return value
        self.warn(column, reasons.BAD_COUNTRY, value)
        return ""

    def currency(self, column: str) -> str:
        value = self.text(column).upper()
        if not value or re.fullmatch(r"[A-Z]{3}", value):
            return value
        self.warn(column, reasons.BAD_CURRENCY, value)
        return ""

    def address(self, column: str) -> str:
        """The web address in the cell, if it is one that a browser may be sent to."""
        value = self.text(column)
        if not value or is_web_address(value):
            return value
        self.warn(column, reasons.BAD_ADDRESS, value)
        return ""


def is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def parse_number(value: str) -> Decimal | None:
    """A number with a point or a comma before its decimals.

    “1,299” may be a thousand or a bit over one, so it is no number to us.
    """
    bare = re.sub(r"[\s\u00a0\u202f']", "", value)
    if "," in bare and "." in bare:
        group = "," if bare.rfind(",") < bare.rfind(".") else "."
        if not re.fullmatch(rf"[+-]?\d{{1,3}}(\{group}\d{{3}})+[.,]\d+", bare):
            return None
        bare = bare.replace(group, "")
    elif re.fullmatch(r"[+-]?\d{1,3},\d{3}", bare):
        return None
    match = NUMBER.fullmatch(bare)
    if not match or not (match[2] or match[3]):
        return None
    decimals = f".{match[3]}" if match[3] else ""
    return Decimal(f"{match[1]}{match[2] or 0}{decimals}")


def paragraphs(html: str) -> str:
    """Make paragraphs of text that is parted by blank lines only."""
    if BLOCK.search(html):
        return html
    parts = [part.strip() for part in re.split(r"\n\s*\n", html) if part.strip()]
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)
