"""Our own CSV, written."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import datetime
from decimal import Decimal
from typing import TextIO

from catalog.transfer.formats.vitrine_columns import TRANSLATED, columns_in
from catalog.transfer.packing import guarded, pack
from catalog.transfer.records import (
    CategoryRecord,
    ProductRecord,
    Specification,
    TranslationRecord,
    VariantRecord,
)

ENCODING = "utf-8-sig"  # spreadsheets take a file without the mark for Windows-1252
Cell = str | int | bool | Decimal | datetime | None


def write(
    records: Iterable[ProductRecord | CategoryRecord],
    file: TextIO,
    *,
    languages: Iterable[str],
) -> None:
    """Write the records to a file opened with `ENCODING` and newline="".

    `languages` are those of the translations; one that is not named is an error.
    """
    file.writelines(lines(records, languages=languages))


def lines(
    records: Iterable[ProductRecord | CategoryRecord], *, languages: Iterable[str]
) -> Iterator[str]:
    """The same row by row, for whoever sends it on as it comes."""
    writer = csv.DictWriter(_Echo(), columns_in(list(languages)))
    yield str(writer.writeheader())
    for record in records:
        for row in _rows(record):
            cells = {name: guarded(_cell(value)) for name, value in row.items()}
            yield str(writer.writerow(cells))


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _rows(record: ProductRecord | CategoryRecord) -> Iterator[dict[str, Cell]]:
    if isinstance(record, CategoryRecord):
        yield _category(record)
        return
    first, *others = record.variants or (None,)
    yield {**_product(record), **(_variant(first) if first else {})}
    for variant in others:
        if variant:
            yield {"product": record.key, **_variant(variant)}


def _category(record: CategoryRecord) -> dict[str, Cell]:
    cells: dict[str, Cell] = {
        "type": "category",
        "product": record.code,
        "title": record.path[-1],
        "slug": record.slug,
        "description": record.description,
        "published": record.is_visible,
        "categories": pack([record.path], ">"),
    }
    return cells | _translations(record.translations)


def _product(record: ProductRecord) -> dict[str, Cell]:
    return _facts(record) | _lists(record) | _translations(record.translations)


def _facts(record: ProductRecord) -> dict[str, Cell]:
    return {
        "type": "product",
        "product": record.key,
        "title": record.title,
        "slug": record.slug,
        "number": record.sku,
        "summary": record.summary,
        "description": record.description,
        "materials": record.materials,
        "instructions": record.instructions,
        "safety_warnings": record.safety_warnings,
        "kind": record.kind,
        "published": record.is_published,
        "listed": record.is_listed,
        "featured": record.is_featured,
        "brand": record.brand,
        "taxonomy": record.taxonomy,
        "keywords": record.keywords,
        "lead_time_days": record.lead_time_days,
        "hs_code": record.hs_code,
        "origin": record.origin,
        "external_url": record.external_url,
        "external_label": record.external_label,
        "purchase_note": record.purchase_note,
        "seo_title": record.seo_title,
        "seo_description": record.seo_description,
        "allows_reviews": record.allows_reviews,
        "one_per_order": record.one_per_order,
        "available_from": record.available_from,
        "available_until": record.available_until,
        "created": record.created,
    }


def _lists(record: ProductRecord) -> dict[str, Cell]:
    maker = record.manufacturer
    return {
        "manufacturer": pack([astuple(maker)]) if maker else "",
        "categories": pack(record.categories, ">"),
        "tags": pack([record.tags], ","),
        "options": pack([record.options]),
        "specifications": _specifications(record.specifications),
        "pictures": pack((p.source, p.alt, *p.skus) for p in record.pictures),
        "downloads": pack((d.name, d.source) for d in record.downloads),
        "parts": pack((part.sku, str(part.quantity)) for part in record.parts),
        "related": pack([record.related], ","),
        "personal_fields": pack(
            (
                f.code,
                f.label,
                f.kind,
                _cell(f.is_required),
                str(f.max_length),
                *f.choices,
            )
            for f in record.personal_fields
        ),
        "reviews": pack(
            (str(r.score), r.title, r.body, r.name, _cell(r.created))
            for r in record.reviews
        ),
    }


def _specifications(specifications: Iterable[Specification]) -> str:
    return pack((s.name, s.value, s.unit, s.group) for s in specifications)


def _translations(translations: Iterable[TranslationRecord]) -> dict[str, Cell]:
    return {
        f"{name}[{translation.language}]": getattr(translation, name)
        for translation in translations
        for name in TRANSLATED
    }


def _variant(variant: VariantRecord) -> dict[str, Cell]:
    content = f"{_cell(variant.content_quantity)} {variant.content_unit}".strip()
    return {
        "sku": variant.sku,
        "choices": pack([[choice.value for choice in variant.choices]]),
        "variant_title": variant.title,
        "variant_description": variant.description,
        "variant_specifications": _specifications(variant.specifications),
        "default": variant.is_default,
        "price": variant.price,
        "compare_at_price": variant.compare_at,
        "currency": variant.currency,
        "other_prices": pack(
            (other.currency, _cell(other.price), _cell(other.compare_at))
            for other in variant.other_prices
        ),
        "sale_from": variant.sale_from,
        "sale_until": variant.sale_until,
        "sellable": variant.is_sellable,
        "stock": variant.stock,
        "tracks_stock": variant.tracks_stock,
        "backorders": variant.backorders,
        "low_stock": variant.low_stock,
        "gtin": variant.gtin,
        "mpn": variant.mpn,
        "weight_g": variant.weight_g,
        "length_mm": variant.length_mm,
        "width_mm": variant.width_mm,
        "height_mm": variant.height_mm,
        "content": content,
        "taxable": variant.is_taxable,
        "tax_class": variant.tax_class,
        "cost": variant.cost,
        "ships": variant.ships,
    }
