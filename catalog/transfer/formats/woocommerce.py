"""WooCommerce's product export: variations name their parent by SKU or by id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from catalog.transfer import reasons
from catalog.transfer.formats.woocommerce_cells import (
    attributes_of,
    listed,
    pictures_of,
)
from catalog.transfer.formats.woocommerce_variants import Sold, sold_in
from catalog.transfer.ledger import Ledger, in_order, parts_of, read_products
from catalog.transfer.records import (
    DownloadRecord,
    Item,
    Kind,
    PartRecord,
    ProductRecord,
    Specification,
)
from catalog.transfer.rows import Row
from catalog.transfer.sources import Source, Table

MEASURED = re.compile(r"(weight|length|width|height) \(\w+\)")
PUBLISHED = {"1": "yes", "true": "yes", "0": "", "false": "", "-1": ""}
KINDS = {"simple", "variable", "grouped", "external"}
EXTRAS = {"downloadable", "virtual"}
DOWNLOADS = range(1, 10)


class WooCommerce:
    title = "WooCommerce"

    def recognises(self, source: Source) -> bool:
        columns = {canonical(header) for header in source.header}
        return {"type", "sku", "name", "regular price", "parent"} <= columns

    def read(self, source: Source) -> Iterator[Item]:
        return read_table(Table(source, canonical))


def canonical(header: str) -> str:
    """The weight column is called after its unit, which the header keeps."""
    folded = header.strip().casefold()
    match = MEASURED.fullmatch(folded)
    return match[1] if match else folded


def read_table(table: Table) -> Iterator[Item]:
    names = {
        f"id:{row.cells.get('id', '').strip()}": _own_key(row)
        for row in table.rows()
        if isinstance(row, Row)
    }

    def key_of(row: Row) -> str:
        parent = row.cells.get("parent", "").strip()
        if _is_variation(row) and parent:
            return names.get(parent, parent)
        return _own_key(row)

    return read_products(table, key_column="sku", key_of=key_of, record_of=_product)


def _own_key(row: Row) -> str:
    identity = row.cells.get("id", "").strip()
    by_id = f"id:{identity}" if identity else ""
    name = row.cells.get("name", "").strip()
    return row.cells.get("sku", "").strip() or by_id or name


def _is_variation(row: Row) -> bool:
    return "variation" in parts_of(row.cells.get("type", "").casefold(), ",")


def _product(rows: list[Row], ledger: Ledger) -> ProductRecord | None:
    heads = [row for row in rows if not _is_variation(row)]
    if not heads:
        for row in rows:
            row.refuse("parent", reasons.NO_PARENT, row.text("parent"))
        return None
    head = heads[0]
    for other in heads[1:]:
        other.refuse("sku", reasons.REPEATED_SKU, head.key, first=str(head.line))
    kind = _kind(head)
    title = head.text("name")
    if not title:
        head.refuse("name", reasons.NO_TITLE, "")
    if not kind or not title:
        return None
    head.raw("id")
    sold = sold_in(head, [row for row in rows if _is_variation(row)], ledger)
    parts = _parts(head)
    if not _can_be_sold(head, kind, sold, parts):
        return None
    return _record(head, replace(sold, parts=parts), _record_kind(kind, sold))


def _kind(head: Row) -> str:
    words = set(parts_of(head.text("type").casefold(), ","))
    if len(words & KINDS) == 1 and words <= KINDS | EXTRAS:
        return (words & KINDS).pop()
    head.refuse("type", reasons.UNKNOWN_KIND, head.text("type"))
    return ""


def _record_kind(kind: str, sold: Sold) -> Kind:
    if kind in {"grouped", "external"}:
        return Kind(kind)
    return Kind.OPTIONS if sold.options else Kind.SIMPLE


def _can_be_sold(
    head: Row, kind: str, sold: Sold, parts: tuple[PartRecord, ...]
) -> bool:
    if kind == "grouped" and not parts:
        head.refuse("grouped products", reasons.NO_PARTS, "")
    elif kind == "external" and not head.has("external url"):
        head.refuse("external url", reasons.NO_ADDRESS, "")
    elif kind in {"simple", "variable"} and not sold.variants and not head.is_refused:
        head.refuse("regular price", reasons.NOTHING_TO_SELL, "")
    return not head.is_refused


def _record(head: Row, sold: Sold, kind: Kind) -> ProductRecord:
    _leave_rest(head)
    return ProductRecord(
        line=head.line,
        key=head.key,
        title=head.text("name"),
        slug=head.text("slug"),
        created=head.moment("created"),
        sku=sold.sku,
        description=head.html("description"),
        summary=head.html("short description"),
        brand=head.text("brands"),
        categories=_categories(head),
        tags=parts_of(head.text("tags"), ","),
        is_published=bool(head.word("published", PUBLISHED, "yes")),
        is_listed=head.text("visibility in catalog").casefold() != "hidden",
        is_featured=head.flag("is featured?", default=False),
        allows_reviews=head.flag("allow customer reviews?", default=True),
        one_per_order=head.flag("sold individually?", default=False),
        kind=kind,
        options=sold.options,
        variants=sold.variants,
        pictures=in_order([*pictures_of(head), *sold.pictures]),
        specifications=_specifications(head, sold.options),
        downloads=_downloads(head),
        external_url=head.address("external url"),
        external_label=head.text("button text"),
        purchase_note=head.html("purchase note"),
        parts=sold.parts,
        related=parts_of(f"{head.text('upsells')},{head.text('cross-sells')}", ","),
    )


def _leave_rest(head: Row) -> None:
    head.expect("position", "0")
    if head.text("visibility in catalog").casefold() not in {"", "visible", "hidden"}:
        head.expect("visibility in catalog")


def _categories(head: Row) -> tuple[tuple[str, ...], ...]:
    cells = listed(head.text("categories"))
    return tuple(filter(None, (parts_of(cell, ">") for cell in cells)))


def _parts(head: Row) -> tuple[PartRecord, ...]:
    return tuple(
        PartRecord(sku) for sku in parts_of(head.text("grouped products"), ",")
    )


def _specifications(head: Row, options: tuple[str, ...]) -> tuple[Specification, ...]:
    folded = {option.casefold() for option in options}
    found = []
    for attribute in attributes_of(head):
        if attribute.name.casefold() in folded:
            head.raw(attribute.column("visible"))
            continue
        head.expect(attribute.column("visible"), "1", "true")
        if attribute.values:
            found.append(Specification(attribute.name, ", ".join(attribute.values)))
    return tuple(found)


def _downloads(head: Row) -> tuple[DownloadRecord, ...]:
    found = []
    for number in DOWNLOADS:
        name = head.text(f"download {number} name")
        if source := head.address(f"download {number} url"):
            found.append(DownloadRecord(name, source))
    return tuple(found)
