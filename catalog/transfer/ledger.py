"""The rules that hold for every format, and the memory of a file they need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from catalog.transfer import reasons
from catalog.transfer.records import (
    CategoryRecord,
    Choice,
    Item,
    PictureRecord,
    Problem,
    ProductRecord,
    VariantRecord,
)
from catalog.transfer.rows import LARGEST_MONEY, Row, parse_number
from catalog.transfer.sources import Table, by_key


@dataclass(slots=True)
class Ledger:
    """SKUs, keys and spellings of a file, each with the line where it came first."""

    skus: dict[str, int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    options: dict[str, tuple[str, int]] = field(default_factory=dict)

    def claim_sku(self, row: Row, column: str, sku: str) -> bool:
        first = self.skus.setdefault(sku, row.line)
        if first != row.line:
            row.refuse(column, reasons.REPEATED_SKU, sku, first=str(first))
        return first == row.line

    def claim_child_sku(self, row: Row, column: str, sku: str) -> bool:
        """As `claim_sku`, for one of several SKUs on the same line."""
        if sku not in self.skus:
            self.skus[sku] = row.line
            return True
        first = str(self.skus[sku])
        row.refuse(column, reasons.REPEATED_SKU, sku, first=first)
        return False

    def product_sku(self, row: Row, column: str) -> str:
        """The SKU of a product whose variants are sold; it can do without."""
        sku = row.text(column)
        if not sku:
            return ""
        first = self.skus.setdefault(sku, row.line)
        if first == row.line:
            return sku
        row.warn(column, reasons.REPEATED_PRODUCT_SKU, sku, first=str(first))
        return ""

    def claim_key(self, row: Row, column: str, key: str) -> bool:
        first = self.keys.setdefault(key, row.line)
        if first != row.line:
            row.refuse(column, reasons.REPEATED_KEY, key, first=str(first))
        return first == row.line

    def option(self, row: Row, column: str, name: str) -> str:
        """The one spelling of an option in this file: Size, SIZE and size are one."""
        folded = " ".join(name.split()).casefold()
        used, first = self.options.setdefault(folded, (name, row.line))
        if used != name:
            row.warn(
                column, reasons.OPTION_RESPELLED, name, used=used, first=str(first)
            )
        return used

    def made_up_sku(
        self, row: Row, column: str, key: str, choices: Iterable[Choice]
    ) -> str:
        base = "-".join([key, *(choice.value for choice in choices)])
        stem = sku = re.sub(r"[^\w.]+", "-", base).strip("-").upper()
        number = 2
        while sku in self.skus:
            sku = f"{stem}-{number}"
            number += 1
        row.warn(column, reasons.NO_SKU, "", used=sku)
        return sku


def price_in(row: Row, column: str) -> Decimal | None:
    """The price, or nothing and a refusal of the row."""
    text = row.text(column)
    if not text:
        row.refuse(column, reasons.NO_PRICE, "")
        return None
    price = parse_number(text)
    if price is None or price >= LARGEST_MONEY:
        row.refuse(column, reasons.UNREADABLE_PRICE, text)
        return None
    if price < 0:
        row.refuse(column, reasons.NEGATIVE_PRICE, text)
        return None
    if not price:
        row.warn(column, reasons.ZERO_PRICE, text)
    return price


def compare_at_in(row: Row, column: str, price: Decimal) -> Decimal | None:
    """The earlier price where it is higher; 0 is how some shops write “none”."""
    compare_at = row.amount(column)
    if not compare_at or compare_at > price:
        return compare_at or None
    row.warn(
        column,
        reasons.COMPARE_AT_NOT_HIGHER,
        str(compare_at),
        price=str(price),
    )
    return None


def stock_in(row: Row, column: str) -> int | None:
    stock = row.whole(column)
    if stock is not None and stock < 0:
        row.warn(column, reasons.NEGATIVE_STOCK, str(stock))
        return 0
    return stock


def shared_out(stock: int, shares: int) -> list[int]:
    """Whole pieces in equal shares, the first ones one larger; they add up."""
    each, left = divmod(stock, shares)
    return [each + (index < left) for index in range(shares)]


def parts_of(text: str, separator: str) -> tuple[str, ...]:
    """The pieces of a list in a cell, without empty ones and repetitions."""
    pieces = (piece.strip() for piece in text.split(separator))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def without_repeated_choices(
    rows: Sequence[tuple[Row, VariantRecord]], column: str
) -> list[VariantRecord]:
    """Refuse the variants that a buyer could not tell from an earlier one."""
    first: dict[tuple[str, ...], int] = {}
    kept = []
    for row, variant in rows:
        chosen = tuple(choice.value for choice in variant.choices)
        if first.setdefault(chosen, variant.line) == variant.line:
            kept.append(variant)
        else:
            row.refuse(
                column,
                reasons.REPEATED_CHOICES,
                " / ".join(chosen) or variant.sku,
                first=str(first[chosen]),
            )
    return kept


def in_order(pictures: Iterable[PictureRecord]) -> tuple[PictureRecord, ...]:
    """Pictures by position, each once, with all variants it shows, counted from 0."""
    merged: dict[str, PictureRecord] = {}
    for picture in sorted(pictures, key=lambda picture: picture.position):
        known = merged.get(picture.source, picture)
        skus = tuple(dict.fromkeys(known.skus + picture.skus))
        merged[picture.source] = replace(known, alt=known.alt or picture.alt, skus=skus)
    return tuple(
        replace(picture, position=position)
        for position, picture in enumerate(merged.values())
    )


Record = ProductRecord | CategoryRecord
RecordOf = Callable[[list[Row], Ledger], Record | None]


def read_products(
    table: Table,
    *,
    key_column: str,
    key_of: Callable[[Row], str],
    record_of: RecordOf,
) -> Iterator[Item]:
    """Every product of a table, each after the problems of its rows."""
    ledger = Ledger()
    yield from table.header_problems()
    for rows in by_key(table, key_of):
        if isinstance(rows, Problem):
            yield rows
            continue
        key = key_of(rows[0])
        for row in rows:
            row.key = key
        record = record_of(rows, ledger) if key else None
        if record:
            table.settle([row for row in rows if not row.is_refused])
        else:
            refuse_all(rows, key_column, key)
        for row in rows:
            yield from row.problems
        if record:
            yield record
    yield from table.leftovers()


def refuse_all(rows: list[Row], key_column: str, key: str) -> None:
    """See that every row of a refused product says that it was refused."""
    for row in rows:
        if not row.is_refused and not key:
            row.refuse(key_column, reasons.NO_KEY, "")
        elif not row.is_refused:
            row.refuse(key_column, reasons.PRODUCT_REFUSED, key)
