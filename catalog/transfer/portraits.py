"""A product of the shop as the record that makes the same product again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from modeltranslation.utils import build_localized_fieldname

from catalog.products.models import Manufacturer, Product
from catalog.transfer.records import (
    DownloadRecord,
    Kind,
    ManufacturerRecord,
    PartRecord,
    PersonalFieldRecord,
    PictureRecord,
    ProductRecord,
    TranslationRecord,
    VariantRecord,
)
from catalog.transfer.selling import options_of, said_by, variants_of
from catalog.transfer.writing.names import Address
from catalog.transfer.writing.pictures import public_address
from catalog.transfer.writing.texts import PRODUCT_TEXTS

ORDINARY = {Product.Kind.SIMPLE, Product.Kind.OPTIONS}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a product does not know by itself."""

    paths: dict[int, tuple[str, ...]]
    currency: str
    languages: list[str]


def portrait(product: Product, around: Surroundings) -> ProductRecord:
    options = options_of(product)
    variants = variants_of(product, options, around.currency)
    return ProductRecord(
        line=0,
        key=key_of(product),
        title=product.title,
        slug=product.slug,
        description=product.description,
        summary=product.summary,
        materials=product.materials,
        instructions=product.instructions,
        safety_warnings=product.safety_warnings,
        brand=product.brand,
        manufacturer=_maker(product.manufacturer) if product.manufacturer else None,
        categories=tuple(_categories(product, around)),
        tags=tuple(sorted(tag.name for tag in product.tags.all())),
        keywords=product.keywords,
        is_published=product.is_published,
        lead_time_days=product.lead_time_days,
        kind=_kind(product, variants),
        options=tuple(option.name for option in options),
        variants=tuple(variants),
        pictures=tuple(_pictures(product)),
        specifications=tuple(said_by(product.specifications.all())),
        downloads=tuple(
            DownloadRecord(document.title, document.file.url)
            for document in product.documents.all()
            if document.file
        ),
        personal_fields=tuple(_personal_fields(product)),
        seo_title=product.seo_title,
        seo_description=product.seo_description,
        hs_code=product.hs_code,
        origin=product.origin_country,
        external_url=product.external_url,
        parts=tuple(
            sorted(
                (PartRecord(p.variant.sku, p.quantity) for p in product.parts.all()),
                key=lambda part: part.sku,
            )
        ),
        related=tuple(sorted(key_of(other) for other in product.related.all())),
        translations=tuple(_translations(product, around.languages)),
        created=product.created_at,
    )


def key_of(product: Product) -> str:
    """How our CSV calls it; what was made in this shop is known by its slug."""
    if not product.source:
        return product.slug
    return str(Address(product.source, product.source_key))


def _kind(product: Product, variants: Iterable[VariantRecord]) -> Kind:
    if product.external_url and product.kind in ORDINARY:
        return Kind.EXTERNAL
    if product.is_published and not variants:
        return Kind.GROUPED
    return Kind(product.kind)


def _categories(product: Product, around: Surroundings) -> Iterator[tuple[str, ...]]:
    """The main one first."""
    ids = {category.pk for category in product.categories.all()}
    main = product.main_category_id
    if main:
        yield around.paths[main]
    yield from sorted(around.paths[pk] for pk in ids if pk != main)


def _pictures(product: Product) -> Iterator[PictureRecord]:
    rows = sorted(product.pictures.all(), key=lambda row: (row.position, row.pk))
    for position, row in enumerate(row for row in rows if public_address(row)):
        skus = tuple(sorted(variant.sku for variant in row.variants.all()))
        yield PictureRecord(public_address(row), row.alt, position, skus)


def _maker(row: Manufacturer) -> ManufacturerRecord:
    return ManufacturerRecord(
        name=row.name,
        postal_address=row.postal_address,
        electronic_address=row.electronic_address,
        country=row.country,
        responsible_name=row.responsible_name,
        responsible_postal=row.responsible_postal,
        responsible_electronic=row.responsible_electronic,
    )


def _personal_fields(product: Product) -> Iterator[PersonalFieldRecord]:
    rows = sorted(product.personal_fields.all(), key=lambda row: (row.position, row.pk))
    for row in rows:
        yield PersonalFieldRecord(
            code=row.code,
            label=row.label,
            kind=row.kind,
            is_required=row.is_required,
            max_length=row.max_length,
            choices=tuple(filter(None, row.choices.split("|"))),
        )


def _translations(
    product: Product, languages: Iterable[str]
) -> Iterator[TranslationRecord]:
    for language in languages:
        texts = {
            name: getattr(product, build_localized_fieldname(name, language)) or ""
            for name in PRODUCT_TEXTS
        }
        if any(texts.values()):
            yield TranslationRecord(language, **texts)
