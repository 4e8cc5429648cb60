"""JSON lines: categories first, then products, one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from html import escape

from catalog.transfer import reasons
from catalog.transfer.ledger import (
    Ledger,
    price_in,
    stock_in,
    without_repeated_choices,
)
from catalog.transfer.records import (
    BEST_SCORE,
    CategoryRecord,
    Choice,
    Item,
    Kind,
    PictureRecord,
    Problem,
    ProductRecord,
    ReviewRecord,
    Specification,
    VariantRecord,
)
from catalog.transfer.rows import Row, paragraphs
from catalog.transfer.sources import Source, Table

ATTRIBUTES = "attributes."
OPTION = "Size"


class CatalogueJsonl:
    title = "JSON lines"

    def recognises(self, source: Source) -> bool:
        if not source.header or not source.header[0].startswith("{"):
            return False
        _, first = next(source.lines())
        thing = _parsed(first)
        return isinstance(thing, dict) and "t" in thing

    def read(self, source: Source) -> Iterator[Item]:
        return _Reading(Table(source)).items()


@dataclass(slots=True)
class _Reading:
    """What one pass over a file has to remember."""

    table: Table
    ledger: Ledger = field(default_factory=Ledger)
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    currency: str = ""
    announced: tuple[int, int] | None = None
    products: int = 0

    def items(self) -> Iterator[Item]:
        yield from self.table.source.encoding_problems()
        for line, text in self.table.source.lines():
            if text.strip():
                yield from self.items_on(line, _parsed(text))
        if self.announced and self.products < self.announced[1]:
            line, expected = self.announced
            details = {"count": str(self.products)}
            reason = reasons.FEWER_PRODUCTS
            yield Problem(line, "products", str(expected), reason, False, "", details)
        yield from self.table.leftovers()

    def items_on(self, line: int, thing: object) -> Iterator[Item]:
        if not isinstance(thing, dict):
            yield _unreadable(line, thing)
            return
        row = _row(line, thing)
        record = self.record(row, thing)
        yield from row.problems
        if record:
            self.table.settle([row])
            yield record

    def record(
        self, row: Row, thing: dict[str, object]
    ) -> ProductRecord | CategoryRecord | None:
        kind = row.text("t")
        if kind == "product":
            self.products += 1
            return self.product(row, thing)
        if kind == "category":
            return self.category(row)
        if kind == "meta":
            self.meta(row)
        else:
            row.refuse("t", reasons.UNKNOWN_RECORD, kind)
        return None

    def meta(self, row: Row) -> None:
        self.currency = row.currency("currency")
        expected = row.whole("products")
        self.announced = (row.line, expected) if expected else None
        row.raw("seed")
        row.raw("image")
        self.table.settle([row])

    def category(self, row: Row) -> CategoryRecord | None:
        code, name, parent = row.text("code"), row.text("name"), row.text("parent")
        row.key = code
        row.raw("depth")
        if not code or not name:
            row.refuse("name" if code else "code", reasons.NO_KEY, "")
            return None
        if not self.ledger.claim_key(row, "code", code):
            return None
        if parent and parent not in self.paths:
            row.refuse("parent", reasons.UNKNOWN_CATEGORY, parent)
            return None
        self.paths[code] = (*self.paths.get(parent, ()), name)
        return CategoryRecord(
            line=row.line,
            path=self.paths[code],
            code=code,
            slug=row.text("slug"),
            description=_as_html(row.text("description")),
        )

    def product(self, row: Row, thing: dict[str, object]) -> ProductRecord | None:
        row.key = row.text("sku")
        title = row.text("title")
        row.raw("id")
        if not row.key or not title:
            column, reason = (
                ("title", reasons.NO_TITLE) if row.key else ("sku", reasons.NO_KEY)
            )
            row.refuse(column, reason, "")
            return None
        if not self.ledger.claim_sku(row, "sku", row.key):
            return None
        weight = row.grams(f"{ATTRIBUTES}weight_g", "g")
        variants = self.variants(row, _children(row, thing, "variants"), weight)
        if not variants:
            return None
        has_options = bool(variants[0].choices)
        picture = row.text("image")
        return ProductRecord(
            line=row.line,
            key=row.key,
            sku=row.key,
            title=title,
            slug=row.text("slug"),
            description=_as_html(row.text("description")),
            categories=self.categories(row, thing),
            kind=Kind.OPTIONS if has_options else Kind.SIMPLE,
            options=(OPTION,) if has_options else (),
            variants=variants,
            pictures=(PictureRecord(picture),) if picture else (),
            specifications=_specifications(row),
            reviews=tuple(_reviews(self.table, row, thing)),
            created=row.moment("created"),
        )

    def categories(
        self, row: Row, thing: dict[str, object]
    ) -> tuple[tuple[str, ...], ...]:
        row.raw("categories")
        codes = thing.get("categories") or []
        found = []
        for code in map(_text, codes if isinstance(codes, list) else [codes]):
            if code in self.paths:
                found.append(self.paths[code])
            else:
                row.warn("categories", reasons.UNKNOWN_CATEGORY, code)
        return tuple(dict.fromkeys(found))

    def variants(
        self, row: Row, children: list[Row], weight: int | None
    ) -> tuple[VariantRecord, ...]:
        if not children:
            alone = self.variant(row, row.key)
            return (replace(alone, weight_g=weight),) if alone else ()
        # The product's own price and stock only sum its variants up.
        row.raw("price")
        row.raw("stock")
        found = []
        for child in children:
            sku = child.text("sku")
            if not sku:
                child.refuse("sku", reasons.NO_KEY, "")
            elif self.ledger.claim_child_sku(child, "sku", sku):
                found.append((child, self.variant(child, sku)))
        sold = [(child, variant) for child, variant in found if variant]
        kept = without_repeated_choices(sold, "option")
        for child in children:
            row.problems.extend(child.problems)
        self.table.settle([child for child in children if not child.is_refused])
        if not kept:
            row.refuse("variants", reasons.NOTHING_TO_SELL, "")
        return tuple(replace(variant, weight_g=weight) for variant in kept)

    def variant(self, row: Row, sku: str) -> VariantRecord | None:
        price = price_in(row, "price")
        if price is None:
            return None
        option = row.text("option")
        stock = stock_in(row, "stock")
        return VariantRecord(
            line=row.line,
            sku=sku,
            price=price,
            currency=self.currency,
            choices=(Choice(OPTION, option),) if option else (),
            is_sellable=price > 0,
            stock=stock,
            tracks_stock=stock is not None,
        )


def _parsed(text: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        return error


def _unreadable(line: int, thing: object) -> Problem:
    if isinstance(thing, Exception):
        details = {"error": str(thing)}
        return Problem(line, "", "", reasons.BROKEN_JSON, True, "", details)
    return Problem(line, "", _text(thing)[:200], reasons.UNKNOWN_RECORD, True)


def _row(line: int, thing: dict[str, object], prefix: str = "", key: str = "") -> Row:
    cells = {name: _text(value) for name, value in thing.items()}
    attributes = thing.get("attributes")
    if isinstance(attributes, dict):
        del cells["attributes"]
        cells |= {f"{ATTRIBUTES}{name}": _text(v) for name, v in attributes.items()}
    headers = {name: f"{prefix}{name}" for name in cells} if prefix else {}
    return Row(line, cells, headers, key)


def _children(row: Row, thing: dict[str, object], name: str) -> list[Row]:
    """The objects in a list as rows of their own, on the same line."""
    row.raw(name)
    children = thing.get(name) or []
    found = []
    for child in children if isinstance(children, list) else [children]:
        if isinstance(child, dict):
            found.append(_row(row.line, child, f"{name}.", row.key))
        else:
            row.warn(name, reasons.NOT_CARRIED_VALUE, _text(child))
    return found


def _text(value: object) -> str:
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | Decimal):
        return str(value)
    return json.dumps(value, default=str, ensure_ascii=False)


def _as_html(text: str) -> str:
    return paragraphs(escape(text, quote=False))


def _specifications(row: Row) -> tuple[Specification, ...]:
    found = []
    for column in row.cells:
        if column.startswith(ATTRIBUTES) and column != f"{ATTRIBUTES}weight_g":
            name = column.removeprefix(ATTRIBUTES).replace("_", " ").capitalize()
            if value := row.text(column):
                found.append(Specification(name, value))
    return tuple(found)


def _reviews(
    table: Table, row: Row, thing: dict[str, object]
) -> Iterator[ReviewRecord]:
    for child in _children(row, thing, "reviews"):
        score = child.whole("score")
        if score is None or not 1 <= score <= BEST_SCORE:
            child.warn("score", reasons.BAD_SCORE, child.text("score"))
        else:
            yield ReviewRecord(
                score=score,
                title=child.text("title"),
                body=child.text("body"),
                name=child.text("name"),
                created=child.moment("created"),
            )
            table.settle([child])
        row.problems.extend(child.problems)
