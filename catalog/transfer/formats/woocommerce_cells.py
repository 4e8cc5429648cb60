"""Cells of a WooCommerce row that belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog.transfer import reasons
from catalog.transfer.ledger import parts_of, price_in
from catalog.transfer.records import PictureRecord
from catalog.transfer.rows import Row, parse_number

ATTRIBUTE_NAME = re.compile(r"attribute (\d+) name")
MOST_PICTURES = 1000


@dataclass(frozen=True, slots=True)
class Attribute:
    number: str
    name: str
    values: tuple[str, ...]
    single: str

    def column(self, what: str) -> str:
        return f"attribute {self.number} {what}"


@dataclass(frozen=True, slots=True)
class Prices:
    price: Decimal
    compare_at: Decimal | None = None
    sale_from: datetime | None = None
    sale_until: datetime | None = None


def attributes_of(row: Row) -> list[Attribute]:
    found = []
    for column in row.cells:
        match = ATTRIBUTE_NAME.fullmatch(column)
        name = row.raw(column).strip() if match else ""
        if match and name:
            number = match[1]
            raw = row.raw(f"attribute {number} value(s)").strip()
            row.raw(f"attribute {number} global")
            found.append(Attribute(number, name, listed(raw), raw.replace("\\,", ",")))
    return found


def listed(text: str) -> tuple[str, ...]:
    r"""A list with commas between, where a comma inside is written “\,”."""
    pieces = (
        piece.replace("\\,", ",").strip() for piece in re.split(r"(?<!\\),", text)
    )
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def pictures_of(row: Row, *skus: str) -> list[PictureRecord]:
    """The pictures in the cell, in order after those of earlier lines."""
    sources = parts_of(row.text("images"), ",")
    start = row.line * MOST_PICTURES
    return [
        PictureRecord(source, "", start + index, skus)
        for index, source in enumerate(sources)
    ]


def prices_in(row: Row) -> Prices | None:
    """What is paid now; the regular price stands beside it while there is a sale."""
    sale_text = row.text("sale price")
    if sale_text and not row.has("regular price"):
        row.raw("regular price")
        price = price_in(row, "sale price")
        return None if price is None else Prices(price)
    regular = price_in(row, "regular price")
    if regular is None:
        return None
    since = row.moment("date sale price starts")
    until = row.moment("date sale price ends", ends_day=True)
    sale = parse_number(sale_text) if sale_text else None
    if sale_text and sale is None:
        row.warn("sale price", reasons.BAD_NUMBER, sale_text)
    elif sale is not None and not 0 <= sale < regular:
        details = {"price": str(regular)}
        row.warn("sale price", reasons.SALE_NOT_LOWER, sale_text, **details)
    elif sale is not None:
        price = price_in(row, "sale price")
        assert price is not None, "it was a number before"
        return Prices(price, regular, since, until)
    if since or until:
        row.warn("date sale price starts", reasons.SALE_DATES_WITHOUT_SALE, "")
    return Prices(regular)
