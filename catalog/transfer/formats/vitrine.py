"""Our own CSV, read: everything that vitrine_writing writes comes back as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.transfer import reasons
from catalog.transfer.formats.vitrine_columns import (
    RICH_TEXTS,
    TRANSLATED,
    TRANSLATED_HEADER,
)
from catalog.transfer.formats.vitrine_lists import (
    downloads_in,
    manufacturer_in,
    parts_in,
    personal_fields_in,
    pictures_in,
    reviews_in,
    specifications_in,
)
from catalog.transfer.formats.vitrine_variants import variants_in
from catalog.transfer.ledger import Ledger, Record, read_products
from catalog.transfer.packing import unguarded, unpack
from catalog.transfer.records import (
    CategoryRecord,
    Item,
    Kind,
    ProductRecord,
    TranslationRecord,
    VariantRecord,
)
from catalog.transfer.rows import Row
from catalog.transfer.sources import Source, Table

KINDS = {kind.value: kind for kind in Kind}
ALONE = {Kind.SIMPLE, Kind.BUNDLE}
SOLD_OTHERWISE = {Kind.GROUPED, Kind.EXTERNAL}


class Vitrine:
    title = "Vitrine"

    def recognises(self, source: Source) -> bool:
        columns = {canonical(header) for header in source.header}
        return {"product", "title", "sku", "price"} <= columns

    def read(self, source: Source) -> Iterator[Item]:
        return read_products(
            Table(source, canonical, text_of=unguarded),
            key_column="product",
            key_of=_key,
            record_of=_record,
        )


def canonical(header: str) -> str:
    return header.strip().casefold()


def _is_category(row: Row) -> bool:
    return row.raw("type").strip().casefold() == "category"


def _key(row: Row) -> str:
    key = row.raw("product").strip()
    if not _is_category(row):
        return key
    # A category needs no code, and may have that of a product.
    return f"category {key or row.cells.get('categories', '')}".strip()


def _record(rows: list[Row], ledger: Ledger) -> Record | None:
    if not _is_category(rows[0]):
        return _product(rows, ledger)
    for other in rows[1:]:
        code = other.raw("product")
        first = str(rows[0].line)
        other.refuse("product", reasons.REPEATED_KEY, code, first=first)
    return _category(rows[0])


def _category(row: Row) -> CategoryRecord | None:
    title = row.text("title")
    if not title:
        row.refuse("title", reasons.NO_KEY, "")
        return None
    paths = unpack(row.text("categories"), ">")
    path = tuple(paths[0]) if paths else (title,)
    if path[-1] != title:
        path = (*path, title)
    return CategoryRecord(
        line=row.line,
        path=path,
        code=row.text("product"),
        slug=row.text("slug"),
        description=row.html("description"),
        is_visible=row.flag("published", default=True),
        translations=_translations(row),
    )


def _product(rows: list[Row], ledger: Ledger) -> ProductRecord | None:
    head = next((row for row in rows if row.has("title")), rows[0])
    title = head.text("title")
    if not title:
        head.refuse("title", reasons.NO_TITLE, "")
        return None
    row_type = head.text("type")
    if row_type.casefold() not in {"", "product"}:
        head.warn("type", reasons.NOT_CARRIED_VALUE, row_type)
    options = _options(head, ledger)
    if options is None:
        return None
    number = _number(head, rows, ledger)
    variants = variants_in(rows, options, ledger)
    kind = _kind(head, options, variants)
    is_published = head.flag("published", default=True)
    if not variants and is_published and kind not in SOLD_OTHERWISE:
        head.refuse("price", reasons.NOTHING_TO_SELL, "")
        return None
    return ProductRecord(
        line=rows[0].line,
        key=head.key,
        title=title,
        slug=head.text("slug"),
        sku=number,
        description=head.html("description"),
        summary=head.text("summary"),
        materials=head.text("materials"),
        instructions=head.html("instructions"),
        safety_warnings=head.text("safety_warnings"),
        brand=head.text("brand"),
        manufacturer=manufacturer_in(head),
        categories=tuple(map(tuple, unpack(head.text("categories"), ">"))),
        taxonomy=head.text("taxonomy"),
        tags=_listed(head, "tags"),
        keywords=head.text("keywords"),
        is_published=is_published,
        is_listed=head.flag("listed", default=True),
        is_featured=head.flag("featured", default=False),
        allows_reviews=head.flag("allows_reviews", default=True),
        one_per_order=head.flag("one_per_order", default=False),
        lead_time_days=max(0, head.whole("lead_time_days") or 0),
        kind=kind,
        options=options,
        variants=tuple(variants),
        pictures=pictures_in(head),
        specifications=specifications_in(head, "specifications"),
        downloads=downloads_in(head),
        personal_fields=personal_fields_in(head),
        seo_title=head.text("seo_title"),
        seo_description=head.text("seo_description"),
        hs_code=head.text("hs_code"),
        origin=head.country("origin"),
        external_url=head.address("external_url"),
        external_label=head.text("external_label"),
        purchase_note=head.html("purchase_note"),
        parts=parts_in(head),
        related=_listed(head, "related"),
        reviews=reviews_in(head),
        translations=_translations(head),
        available_from=head.moment("available_from"),
        available_until=head.moment("available_until", ends_day=True),
        created=head.moment("created"),
    )


def _number(head: Row, rows: Sequence[Row], ledger: Ledger) -> str:
    """The product's own SKU; it may be that of one of its variants."""
    number = head.text("number")
    skus = {row.cells.get("sku", "").strip() for row in rows}
    return number if number in skus else ledger.product_sku(head, "number")


def _options(head: Row, ledger: Ledger) -> tuple[str, ...] | None:
    named = unpack(head.text("options"))
    names = tuple(
        ledger.option(head, "options", name) for name in (named[0] if named else ())
    )
    for index, name in enumerate(names):
        if name in names[:index]:
            head.refuse("options", reasons.REPEATED_OPTION, name)
            return None
    return names


def _kind(
    head: Row, options: tuple[str, ...], variants: Sequence[VariantRecord]
) -> Kind:
    usual = Kind.OPTIONS if options else Kind.SIMPLE
    kind = Kind(head.word("kind", KINDS, usual))
    if kind in ALONE and len(variants) > 1:
        head.warn("kind", reasons.KIND_DOES_NOT_FIT, kind, used=Kind.OPTIONS)
        return Kind.OPTIONS
    return kind


def _listed(head: Row, column: str) -> tuple[str, ...]:
    text = head.text(column).replace("\n", ",")
    listed = unpack(text, ",")
    return tuple(dict.fromkeys(filter(None, listed[0]))) if listed else ()


def _translations(row: Row) -> tuple[TranslationRecord, ...]:
    texts: dict[str, dict[str, str]] = {}
    for column in row.cells:
        if match := TRANSLATED_HEADER.fullmatch(column):
            name, language = match.groups()
            text = row.html(column) if name in RICH_TEXTS else row.text(column)
            texts.setdefault(language, dict.fromkeys(TRANSLATED, ""))[name] = text
    return tuple(
        TranslationRecord(language, **texts[language])
        for language in sorted(texts)
        if any(texts[language].values())
    )
