"""Spree's CSVs: products, joined by slug, and their translations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

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
    PriceRecord,
    ProductRecord,
    Specification,
    TranslationRecord,
    TranslationsRecord,
    VariantRecord,
)
from catalog.transfer.rows import Row
from catalog.transfer.sources import Source, Table

STATUSES = {"active": "yes", "draft": "", "archived": ""}
CUSTOM_FIELD = "custom_field."
HIGHEST_NUMBER = 9


class Spree:
    title = "Spree"

    def recognises(self, source: Source) -> bool:
        columns = {canonical(header) for header in source.header}
        return {"slug", "sku", "name", "price", "inventory_count"} <= columns

    def read(self, source: Source) -> Iterator[Item]:
        return read_products(
            Table(source, canonical),
            key_column="slug",
            key_of=lambda row: row.raw("slug").strip(),
            record_of=_product,
        )


class SpreeTranslations:
    title = "Spree translations"

    def recognises(self, source: Source) -> bool:
        columns = {canonical(header) for header in source.header}
        return {"slug", "locale", "name"} <= columns

    def read(self, source: Source) -> Iterator[Item]:
        table = Table(source, canonical)
        ledger = Ledger()
        yield from table.header_problems()
        for row in table.rows():
            if isinstance(row, Row):
                record = _translations(row, ledger)
                table.settle([row] if record else [])
                yield from row.problems
                if record:
                    yield record
            else:
                yield row
        yield from table.leftovers()


def canonical(header: str) -> str:
    return header.strip().casefold()


def _translations(row: Row, ledger: Ledger) -> TranslationsRecord | None:
    row.key = row.text("slug")
    language = row.text("locale").casefold().replace("_", "-")
    for column in ("slug", "locale"):
        if not row.has(column):
            row.refuse(column, reasons.NO_KEY, "")
            return None
    if not ledger.claim_key(row, "slug", f"{row.key} ({language})"):
        return None
    translation = TranslationRecord(
        language=language,
        title=row.text("name"),
        description=row.html("description"),
        seo_title=row.text("meta_title"),
        seo_description=row.text("meta_description"),
    )
    return TranslationsRecord(row.line, row.key, translation)


def _product(rows: list[Row], ledger: Ledger) -> ProductRecord | None:
    head = next((row for row in rows if row.has("name")), rows[0])
    title = head.text("name")
    if not title:
        head.refuse("name", reasons.NO_TITLE, "")
        return None
    sold = [row for row in rows if row is not head and not _is_same(row, head)]
    if sold:
        _leave_price(head)
    sku = ledger.product_sku(head, "sku") if sold else head.text("sku")
    variants = _variants(sold or rows, ledger)
    if not variants:
        return None
    options = {choice.option: None for item in variants for choice in item.choices}
    return ProductRecord(
        line=rows[0].line,
        key=head.key,
        slug=head.key,
        title=title,
        sku=sku,
        description=head.html("description"),
        brand=head.text("brand_name"),
        categories=_categories(head),
        tags=parts_of(f"{head.text('tags')},{head.text('labels')}", ","),
        keywords=head.text("meta_keywords"),
        is_published=bool(head.word("status", STATUSES, "yes")),
        kind=Kind.OPTIONS if options else Kind.SIMPLE,
        options=tuple(options),
        variants=tuple(variants),
        pictures=_pictures(rows, variants),
        specifications=_specifications(head),
        seo_title=head.text("meta_title"),
        seo_description=head.text("meta_description"),
        available_from=head.moment("available_on"),
        available_until=head.moment("discontinue_on", ends_day=True),
    )


def _is_same(row: Row, head: Row) -> bool:
    """Whether the row is the head once more, with its price in another currency."""
    return not row.has("option1_value") and (
        row.raw("sku").strip() == head.raw("sku").strip()
    )


def _leave_price(head: Row) -> None:
    """The parent row writes 0 where its variants have the prices."""
    if price := head.number("price"):
        head.warn("price", reasons.PARENT_PRICE_UNUSED, str(price))
    head.expect("compare_at_price", "0", "0.0", "0.00")
    head.currency("currency")
    for column in ("weight_unit", "dimensions_unit", "tax_category", "digital"):
        head.raw(column)
    head.expect("inventory_backorderable", "false", "true")
    head.expect("track_inventory", "false", "true")
    head.expect("weight", "0", "0.0")


def _variants(rows: Sequence[Row], ledger: Ledger) -> list[VariantRecord]:
    found: dict[str, tuple[Row, VariantRecord]] = {}
    for row in rows:
        sku = row.text("sku")
        if sku in found:
            first, known = found[sku]
            found[sku] = (first, _with_price(known, row))
        elif _sells(row) and (variant := _variant(row, sku, ledger)):
            found[variant.sku] = (row, variant)
    return without_repeated_choices(list(found.values()), "option1_value")


def _sells(row: Row) -> bool:
    """Whether the row is a variant; other rows only bring a picture."""
    return any(row.has(column) for column in ("sku", "price", "option1_value"))


def _with_price(variant: VariantRecord, row: Row) -> VariantRecord:
    """The variant with the price of a further row, which is in another currency."""
    currency = row.currency("currency")
    taken = {variant.currency, *(price.currency for price in variant.other_prices)}
    if currency in taken or not currency:
        row.refuse("sku", reasons.REPEATED_SKU, variant.sku, first=str(variant.line))
        return variant
    price = price_in(row, "price")
    if price is None:
        return variant
    row.expect("inventory_backorderable", "false", "true")
    row.expect("track_inventory", "false", "true")
    compare_at = compare_at_in(row, "compare_at_price", price)
    other = PriceRecord(currency, price, compare_at)
    return replace(variant, other_prices=(*variant.other_prices, other))


def _variant(row: Row, sku: str, ledger: Ledger) -> VariantRecord | None:
    choices = _choices(row, ledger)
    price = price_in(row, "price")
    if price is None:
        return None
    sku = sku or ledger.made_up_sku(row, "sku", row.key, choices)
    if not ledger.claim_sku(row, "sku", sku):
        return None
    length = row.text("dimensions_unit") or "cm"
    tax_class = row.text("tax_category")
    return VariantRecord(
        line=row.line,
        sku=sku,
        price=price,
        choices=choices,
        compare_at=compare_at_in(row, "compare_at_price", price),
        currency=row.currency("currency"),
        is_sellable=price > 0,
        stock=stock_in(row, "inventory_count"),
        tracks_stock=row.flag("track_inventory", default=True),
        backorders=Backorders.ALLOW
        if row.flag("inventory_backorderable", default=False)
        else Backorders.DENY,
        weight_g=row.grams("weight", row.text("weight_unit") or "kg"),
        length_mm=row.millimetres("depth", length),
        width_mm=row.millimetres("width", length),
        height_mm=row.millimetres("height", length),
        tax_class="" if tax_class.casefold() == "default" else tax_class,
        ships=not row.flag("digital", default=False),
    )


def _choices(row: Row, ledger: Ledger) -> tuple[Choice, ...]:
    choices = []
    for number in range(1, HIGHEST_NUMBER + 1):
        column = f"option{number}_name"
        name, value = row.text(column), row.text(f"option{number}_value")
        if value:
            if not name:
                name = "Title"
                row.warn(column, reasons.NO_OPTION_NAME, "", used=name)
            choices.append(Choice(ledger.option(row, column, name), value))
    return tuple(choices)


def _categories(head: Row) -> tuple[tuple[str, ...], ...]:
    paths = (
        parts_of(head.text(f"category{number}"), "->")
        for number in range(1, HIGHEST_NUMBER + 1)
    )
    return tuple(dict.fromkeys(path for path in paths if path))


def _pictures(
    rows: Sequence[Row], variants: Sequence[VariantRecord]
) -> tuple[PictureRecord, ...]:
    skus = {variant.line: variant.sku for variant in variants}
    found: list[PictureRecord] = []
    for row in rows:
        shows = (skus[row.line],) if row.line in skus and len(variants) > 1 else ()
        for number in range(1, HIGHEST_NUMBER + 1):
            if source := row.address(f"image{number}_src"):
                found.append(PictureRecord(source, "", len(found), shows))
    return in_order(found)


def _specifications(head: Row) -> tuple[Specification, ...]:
    found = []
    for column in head.cells:
        if column.startswith(CUSTOM_FIELD) and (value := head.text(column)):
            group, _, name = column.removeprefix(CUSTOM_FIELD).rpartition(".")
            name = name.replace("_", " ").capitalize()
            group = group.replace("_", " ").capitalize() if group != "custom" else ""
            found.append(Specification(name, value, group=group))
    if value := head.text("product_type"):
        found.append(Specification("Product type", value))
    return tuple(found)
