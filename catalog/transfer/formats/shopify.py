"""Shopify's product export: a row per variant or picture, joined by handle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from catalog.transfer import reasons
from catalog.transfer.ledger import (
    Ledger,
    compare_at_in,
    in_order,
    parts_of,
    price_in,
    read_products,
    stock_in,
    without_repeated_choices,
)
from catalog.transfer.records import (
    Backorders,
    Choice,
    Item,
    Kind,
    PictureRecord,
    ProductRecord,
    Specification,
    VariantRecord,
)
from catalog.transfer.rows import Row
from catalog.transfer.sources import Source, Table

# The exports of 2025 have other headers for the same columns.
NEWER = {
    "url handle": "handle",
    "description": "body (html)",
    "published on online store": "published",
    "sku": "variant sku",
    "barcode": "variant barcode",
    "price": "variant price",
    "compare-at price": "variant compare at price",
    "charge tax": "variant taxable",
    "tax code": "variant tax code",
    "inventory tracker": "variant inventory tracker",
    "inventory quantity": "variant inventory qty",
    "continue selling when out of stock": "variant inventory policy",
    "weight value (grams)": "variant grams",
    "weight unit for display": "variant weight unit",
    "requires shipping": "variant requires shipping",
    "fulfillment service": "variant fulfillment service",
    "product image url": "image src",
    "variant image url": "variant image",
}
POLICIES = {
    "deny": Backorders.DENY,
    "continue": Backorders.ALLOW,
    "false": Backorders.DENY,
    "true": Backorders.ALLOW,
}
STATUSES = {"active": "yes", "draft": "", "archived": "", "unlisted": "yes"}
UNITS = ("g", "kg", "lb", "oz")
OPTIONS = (1, 2, 3)
GOOGLE = ("Gender", "Age Group", "Condition")
METAFIELD = re.compile(r"(.+) \(product\.metafields\.[^)]+\)")


class Shopify:
    title = "Shopify"

    def recognises(self, source: Source) -> bool:
        columns = {canonical(header) for header in source.header}
        return {"handle", "title", "option1 value", "variant price"} <= columns

    def read(self, source: Source) -> Iterator[Item]:
        return read_products(
            Table(source, canonical),
            key_column="handle",
            key_of=lambda row: row.raw("handle").strip(),
            record_of=_product,
        )


def canonical(header: str) -> str:
    folded = header.strip().casefold()
    return NEWER.get(folded, folded)


def _product(rows: list[Row], ledger: Ledger) -> ProductRecord | None:
    head = next((row for row in rows if row.has("title")), rows[0])
    title = head.text("title")
    if not title:
        head.refuse("title", reasons.NO_TITLE, "")
        return None
    options = _options(head, rows, ledger)
    variants = _variants(rows, options, ledger)
    if not variants:
        return None
    status = head.word("status", STATUSES, "yes")
    folded = head.text("status").casefold()
    path = parts_of(head.text("product category"), ">")
    kinds = parts_of(head.text("type"), ">")
    head.expect("gift card", "false")
    return ProductRecord(
        line=rows[0].line,
        key=rows[0].key,
        slug=rows[0].key,
        title=title,
        description=head.html("body (html)"),
        brand=head.text("vendor"),
        categories=tuple(filter(None, [kinds or path])),
        taxonomy=head.text("google shopping / google product category")
        or " > ".join(path),
        tags=parts_of(head.text("tags"), ","),
        is_published=head.flag("published", default=True) and bool(status),
        is_listed=folded != "unlisted",
        kind=Kind.OPTIONS if options else Kind.SIMPLE,
        options=tuple(options.values()),
        variants=tuple(variants),
        pictures=_pictures(rows, variants),
        specifications=_specifications(head),
        seo_title=head.text("seo title"),
        seo_description=head.text("seo description"),
    )


def _options(head: Row, rows: Sequence[Row], ledger: Ledger) -> dict[int, str]:
    """The options by their number; a product without any has “Default Title”."""
    names = {number: head.text(f"option{number} name") for number in OPTIONS}
    values = {
        row.raw("option1 value").strip() for row in rows if row.has("option1 value")
    }
    if names[1].casefold() in {"", "title"} and values <= {"Default Title"}:
        names[1] = ""
    elif not names[1]:
        names[1] = "Title"
        head.warn("option1 name", reasons.NO_OPTION_NAME, "", used=names[1])
    return {
        number: ledger.option(head, f"option{number} name", name)
        for number, name in names.items()
        if name
    }


def _variants(
    rows: Sequence[Row], options: dict[int, str], ledger: Ledger
) -> list[VariantRecord]:
    found = [
        (row, variant)
        for row in rows
        if _is_variant(row) and (variant := _variant(row, options, ledger))
    ]
    return without_repeated_choices(found, "option1 value")


def _is_variant(row: Row) -> bool:
    """Whether the row sells something; other rows only bring a picture."""
    return any(
        row.has(column) for column in ("variant price", "variant sku", "option1 value")
    )


def _variant(row: Row, options: dict[int, str], ledger: Ledger) -> VariantRecord | None:
    choices = _choices(row, options)
    price = price_in(row, "variant price")
    if row.is_refused or price is None:
        return None
    sku = row.text("variant sku").removeprefix("'")
    sku = sku or ledger.made_up_sku(row, "variant sku", row.key, choices)
    if not ledger.claim_sku(row, "variant sku", sku):
        return None
    row.expect("variant fulfillment service", "manual")
    row.expect("variant weight unit", *UNITS)
    row.expect("variant inventory tracker", "shopify")
    return VariantRecord(
        line=row.line,
        sku=sku,
        price=price,
        choices=choices,
        compare_at=compare_at_in(row, "variant compare at price", price),
        is_sellable=price > 0,
        stock=stock_in(row, "variant inventory qty"),
        tracks_stock=row.has("variant inventory tracker"),
        backorders=Backorders(
            row.word("variant inventory policy", POLICIES, Backorders.DENY),
        ),
        gtin=row.gtin("variant barcode"),
        mpn=row.text("google shopping / mpn"),
        weight_g=row.grams("variant grams", "g"),
        is_taxable=row.flag("variant taxable", default=True),
        tax_class=row.text("variant tax code"),
        cost=row.amount("cost per item"),
        ships=row.flag("variant requires shipping", default=True),
    )


def _choices(row: Row, options: dict[int, str]) -> tuple[Choice, ...]:
    choices = []
    for number in OPTIONS:
        column = f"option{number} value"
        if number not in options:
            if number == 1:
                row.expect(column, "default title")
        elif value := row.text(column):
            choices.append(Choice(options[number], value))
        else:
            row.refuse(column, reasons.MISSING_CHOICE, "", option=options[number])
    return tuple(choices)


def _pictures(
    rows: Sequence[Row], variants: Sequence[VariantRecord]
) -> tuple[PictureRecord, ...]:
    gallery, shown = [], []
    skus = {variant.line: variant.sku for variant in variants}
    for index, row in enumerate(rows, start=1):
        if source := row.address("image src"):
            position = row.whole("image position") or index
            alt = row.text("image alt text")
            gallery.append(PictureRecord(source, alt, position))
        if row.line in skus and (source := row.address("variant image")):
            position = len(rows) + index
            shown.append(PictureRecord(source, "", position, (skus[row.line],)))
    return in_order(gallery + shown)


def _specifications(head: Row) -> tuple[Specification, ...]:
    found = [
        Specification(name, value, group="Google Shopping")
        for name in GOOGLE
        if (value := head.text(f"google shopping / {name.casefold()}"))
    ]
    for column in head.cells:
        match = METAFIELD.fullmatch(head.header(column))
        if match and (value := head.text(column)):
            found.append(Specification(match[1], value))
    return tuple(found)
