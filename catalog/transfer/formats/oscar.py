"""The book lists of Oscar's sandbox: nine columns and no header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from catalog.transfer import reasons
from catalog.transfer.ledger import Ledger, parts_of, price_in, stock_in
from catalog.transfer.records import (
    Item,
    Problem,
    ProductRecord,
    Specification,
    VariantRecord,
)
from catalog.transfer.rows import Row, parse_number
from catalog.transfer.sources import Source, Table

COLUMNS = (
    "class", "category", "isbn", "title", "description", "partner", "sku", "price",
    "stock",
)  # fmt: skip


class Oscar:
    title = "Oscar"

    def recognises(self, source: Source) -> bool:
        if len(source.header) != len(COLUMNS):
            return False
        first = dict(zip(COLUMNS, source.header, strict=True))
        return parse_number(first["price"]) is not None and first["stock"].isdigit()

    def read(self, source: Source) -> Iterator[Item]:
        table = Table(replace(source, header=COLUMNS), has_header=False)
        ledger = Ledger()
        yield from source.encoding_problems()
        for row in table.rows():
            if isinstance(row, Problem):
                yield row
                continue
            product = _product(row, ledger)
            table.settle([row] if product else [])
            yield from row.problems
            if product:
                yield product
        yield from table.leftovers()


def _product(row: Row, ledger: Ledger) -> ProductRecord | None:
    title, sku = row.text("title"), row.text("sku")
    row.key = sku
    if not sku:
        row.refuse("sku", reasons.NO_KEY, "")
        return None
    if not title:
        row.refuse("title", reasons.NO_TITLE, "")
        return None
    price = price_in(row, "price")
    if price is None or not ledger.claim_sku(row, "sku", sku):
        return None
    variant = VariantRecord(
        line=row.line,
        sku=sku,
        price=price,
        is_sellable=price > 0,
        stock=stock_in(row, "stock"),
        tracks_stock=True,
        gtin=row.gtin("isbn"),
    )
    path = parts_of(row.text("category"), ">")
    return ProductRecord(
        line=row.line,
        key=sku,
        sku=sku,
        title=title,
        description=row.html("description"),
        categories=(path,) if path else (),
        variants=(variant,),
        specifications=_specifications(row),
    )


def _specifications(row: Row) -> tuple[Specification, ...]:
    found = {"Product type": row.text("class"), "Supplier": row.text("partner")}
    return tuple(Specification(name, value) for name, value in found.items() if value)
