"""The rows of products, and what the shop has no place for."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.products.models import Manufacturer, Product
from catalog.transfer import reasons
from catalog.transfer.records import Kind, ManufacturerRecord, ProductRecord
from catalog.transfer.writing.categories import category_at, differs
from catalog.transfer.writing.desk import Article, At, Desk
from catalog.transfer.writing.names import folded
from catalog.transfer.writing.texts import (
    PRODUCT_TEXTS,
    fitting,
    product_texts,
    translations,
)

LONGEST_LEAD_TIME = 32767
ZERO_RATED = "zero"


def write_products(articles: Sequence[Article], desk: Desk) -> None:
    """Make the new ones, change what differs in the others."""
    changed: list[Product] = []
    fields: set[str] = set()
    for article in articles:
        wanted = _wanted(article, desk)
        names = [
            name
            for name, value in wanted.items()
            if differs(article.product, name, value)
        ]
        for name in names:
            setattr(article.product, name, wanted[name])
        if article.is_new or names:
            article.is_changed = True
        if names and not article.is_new:
            article.product.updated_at = desk.now
            changed.append(article.product)
            fields.update(names)
    Product.objects.bulk_create(
        [article.product for article in articles if article.is_new]
    )
    if changed:
        Product.objects.bulk_update(changed, sorted(fields | {"updated_at"}))


def _wanted(article: Article, desk: Desk) -> dict[str, object]:
    record, at = article.record, article.at
    texts = product_texts(record, desk, at)
    names = dict.fromkeys(PRODUCT_TEXTS)
    texts |= translations(record.translations, {n: n for n in names}, desk, at)
    texts |= {
        "brand": record.brand,
        "hs_code": record.hs_code,
        "external_url": record.external_url,
    }
    said = fitting({n: text for n, text in texts.items() if text}, Product, desk, at)
    wanted: dict[str, object] = dict(said)
    if article.is_new or record.kind != Kind.GROUPED:
        wanted["kind"] = _kind(record)
    wanted["is_published"] = _is_published(record, desk, at)
    if record.origin:
        wanted["origin_country"] = record.origin
    if record.lead_time_days:
        wanted["lead_time_days"] = min(record.lead_time_days, LONGEST_LEAD_TIME)
    if record.manufacturer:
        wanted["manufacturer_id"] = _manufacturer(record.manufacturer, desk, at)
    if record.categories and (main := category_at(record.categories[0], desk, at)):
        wanted["main_category_id"] = main.pk
    if article.is_new and record.created:
        wanted["created_at"] = record.created
    vat_class = _vat_class(article, desk)
    if vat_class:
        wanted["vat_class_id"] = vat_class
    _tell_left_out(record, desk)
    return wanted


def _kind(record: ProductRecord) -> str:
    if record.kind in {Kind.GROUPED, Kind.EXTERNAL}:
        return Product.Kind.OPTIONS if record.options else Product.Kind.SIMPLE
    return str(record.kind)


def _is_published(record: ProductRecord, desk: Desk, at: At) -> bool:
    """What cannot be shown as it was is kept back rather than shown otherwise."""
    since, until = record.available_from, record.available_until
    if not record.is_published:
        return False
    if not record.is_listed:
        desk.warn(at, "listed", reasons.NOT_LISTED)
    elif since and since > desk.now:
        desk.warn(at, "available_from", reasons.NOT_YET, since.isoformat())
    elif until and until <= desk.now:
        desk.warn(at, "available_until", reasons.NO_LONGER, until.isoformat())
    else:
        if until:
            desk.left_out.note(at.line, "available_until", until)
        return True
    return False


def _vat_class(article: Article, desk: Desk) -> int | None:
    """The one class of all variants; None leaves a known product's as it is."""
    record = article.record
    names = list(
        dict.fromkeys(
            variant.tax_class if variant.is_taxable else ZERO_RATED
            for variant in record.variants
        )
    )
    if len(names) > 1:
        used = names[0] or "standard"
        desk.warn(article.at, "tax_class", reasons.SEVERAL_VAT_CLASSES, used)
    name = names[0] if names else ""
    if not name:
        return desk.known.standard.pk if article.is_new else None
    found = desk.known.vat_class(name)
    if found is None:
        desk.warn(article.at, "tax_class", reasons.UNKNOWN_VAT_CLASS, name)
        return desk.known.standard.pk if article.is_new else None
    return found.pk


def _manufacturer(record: ManufacturerRecord, desk: Desk, at: At) -> int:
    wanted = fitting(
        {
            "name": record.name,
            "postal_address": record.postal_address,
            "electronic_address": record.electronic_address,
            "responsible_name": record.responsible_name,
            "responsible_postal": record.responsible_postal,
            "responsible_electronic": record.responsible_electronic,
        },
        Manufacturer,
        desk,
        at,
    )
    wanted["country"] = (
        record.country.upper() if len(record.country) == len("LV") else ""
    )
    name = wanted.pop("name")
    known = desk.known.manufacturers
    if folded(name) not in known:
        known[folded(name)] = Manufacturer.objects.create(name=name, **wanted)
        return known[folded(name)].pk
    row = known[folded(name)]
    changed = [n for n, value in wanted.items() if value and differs(row, n, value)]
    for field in changed:
        setattr(row, field, wanted[field])
    if changed:
        row.save(update_fields=changed)
    return row.pk


def _tell_left_out(record: ProductRecord, desk: Desk) -> None:
    """Count what nothing here holds."""
    skus = {variant.sku for variant in record.variants}
    held_elsewhere = record.sku in skus or record.sku == record.key
    things: dict[str, object] = {
        "taxonomy": record.taxonomy,
        "featured": "yes" if record.is_featured else "",
        "allows_reviews": "" if record.allows_reviews else "no",
        "one_per_order": "yes" if record.one_per_order else "",
        "external_label": record.external_label,
        "purchase_note": record.purchase_note,
        "number": "" if held_elsewhere else record.sku,
        "downloads": ", ".join(download.source for download in record.downloads),
    }
    for column, value in things.items():
        if value:
            desk.left_out.note(record.line, column, value)
    if record.reviews:
        desk.left_out.counts["reviews"] += len(record.reviews) - 1
        desk.left_out.note(record.line, "reviews", record.reviews[0].title)
