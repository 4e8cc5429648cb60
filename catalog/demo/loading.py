"""Opening the demo shop: what is not there yet is written, what is there stays."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageOps

from catalog.attributes.models import Attribute, AttributeChoice, AttributeGroup
from catalog.categories.models import Category
from catalog.demo.late_texts import fill_in_catalogue, merchant_texts
from catalog.demo.products import Shelves, write_product
from catalog.demo.reading import PHOTOS, facts, product_slugs, texts
from catalog.media.encoding import to_jpeg
from catalog.media.previews import previews_later
from catalog.offers.models import Offer
from catalog.offers.shelf import refresh_shelf
from catalog.pricing.loading import default_price_list, load_vat_rates
from catalog.pricing.models import PriceList
from catalog.products.models import (
    BundlePart,
    Manufacturer,
    Product,
    Tag,
    Variant,
    VatClass,
)
from catalog.search.indexing import index_products
from catalog.stock.places import default_location
from shop.kept.generation import pages_changed
from shop.merchant.models import Merchant

TILE = (800, 1000)


@transaction.atomic
def load_catalogue() -> int:
    """Bring in what the demo shop sells. Returns how many products are new."""
    now = timezone.now()
    if not Merchant.objects.exists():
        Merchant(**facts("merchant"), **merchant_texts()).save()
    load_vat_rates()
    shelves = _shelves(now)
    known = set(Product.objects.values_list("slug", flat=True))
    new = [
        write_product(slug, shelves) for slug in product_slugs() if slug not in known
    ]
    _put_together(new)
    _announce_offers(now, shelves)
    ids = [product.pk for product in new]
    refresh_shelf(ids)
    renamed = sorted(fill_in_catalogue().difference(ids))
    index_products([*ids, *renamed])
    # those of new products follow their pictures
    previews_later(renamed)
    pages_changed()
    return len(new)


def _shelves(now: datetime) -> Shelves:
    attributes = _attributes()
    choices = AttributeChoice.objects.select_related("attribute")
    return Shelves(
        now=now,
        attributes=attributes,
        choices={(choice.attribute.code, choice.code): choice for choice in choices},
        categories=_categories(),
        manufacturers=_manufacturers(),
        tags=_tags(),
        vat_classes=VatClass.objects.in_bulk(field_name="code"),
        euros=default_price_list(),
        pounds=PriceList.objects.get_or_create(
            currency="GBP", defaults={"code": "gbp", "name": "GBP", "countries": ["GB"]}
        )[0],
        location=default_location(),
    )


def _attributes() -> dict[str, Attribute]:
    given = facts("attributes")
    for position, one in enumerate(given["group"]):
        AttributeGroup.objects.get_or_create(
            code=one["code"],
            defaults={
                "position": position,
                **texts("attributes", "groups", name=one["code"]),
            },
        )
    groups = AttributeGroup.objects.in_bulk(field_name="code")
    for position, one in enumerate(given["attribute"]):
        attribute, is_new = Attribute.objects.get_or_create(
            code=one["code"],
            defaults={
                "group": groups[one["group"]],
                "kind": one["kind"],
                "unit": one["unit"],
                "is_filterable": one["filterable"],
                "is_option": one["option"],
                "position": position,
                **texts("attributes", "attributes", name=one["code"]),
            },
        )
        if is_new:
            _choices(attribute, one.get("choice", ()))
    return Attribute.objects.in_bulk(field_name="code")


def _choices(attribute: Attribute, given: Iterable[dict[str, Any]]) -> None:
    AttributeChoice.objects.bulk_create(
        AttributeChoice(
            attribute=attribute,
            code=one["code"],
            swatch=one["swatch"],
            position=position,
            **texts("attributes", "choices", attribute.code, name=one["code"]),
        )
        for position, one in enumerate(given)
    )


def _categories() -> dict[str, Category]:
    for position, one in enumerate(facts("categories")["category"]):
        if Category.objects.filter(slug=one["slug"]).exists():
            continue
        category = Category(
            slug=one["slug"],
            parent=Category.objects.filter(slug=one["parent"]).first(),
            position=position,
            **texts("categories", one["slug"], name="name", description="description"),
        )
        category.picture.save("tile.jpg", _tile(one["picture"]), save=False)
        category.save()
    return Category.objects.in_bulk(field_name="slug")


def _tile(photo: str) -> ContentFile[bytes]:
    with Image.open(io.BytesIO((PHOTOS / photo).read_bytes())) as image:
        return ContentFile(to_jpeg(ImageOps.fit(image, TILE), quality=80))


def _manufacturers() -> dict[str, Manufacturer]:
    by_key: dict[str, Manufacturer] = {}
    for one in facts("manufacturers")["manufacturer"]:
        details = {field: text for field, text in one.items() if field != "key"}
        by_key[one["key"]] = Manufacturer.objects.get_or_create(
            name=details.pop("name"), defaults=details
        )[0]
    return by_key


def _tags() -> dict[str, Tag]:
    for code in facts("texts/en/tags"):
        Tag.objects.get_or_create(code=code, defaults=texts("tags", name=code))
    return Tag.objects.in_bulk(field_name="code")


def _put_together(products: Iterable[Product]) -> None:
    """What refers to other products, once all of them are there."""
    for product in products:
        given = facts(f"products/{product.slug}")
        product.related.set(Product.objects.filter(slug__in=given["related"]))
        for part in given.get("parts", ()):
            BundlePart.objects.create(
                bundle=product,
                variant=Variant.objects.get(sku=part["sku"]),
                quantity=part["quantity"],
            )


def _announce_offers(now: datetime, shelves: Shelves) -> None:
    for one in facts("offers")["offer"]:
        if Offer.objects.filter(slug=one["code"]).exists():
            continue
        starts_at = now - timedelta(days=one["starts_days_ago"])
        offer = Offer(
            slug=one["code"],
            kind=one["kind"],
            value=Decimal(one["value"]),
            price_list=shelves.euros if one["kind"] == Offer.Kind.AMOUNT else None,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(days=one["days"]),
            is_deal=one.get("is_deal", False),
            share=one.get("share"),
            **texts("offers", one["code"], name="name", description="description"),
        )
        scene = ContentFile((PHOTOS / one["picture"]).read_bytes())
        offer.picture.save(f"{offer.slug}.jpg", scene, save=False)
        offer.save()
        offer.products.set(Product.objects.filter(slug__in=one.get("products", ())))
        codes = one.get("categories", ())
        offer.categories.set(shelves.categories[code] for code in codes)
