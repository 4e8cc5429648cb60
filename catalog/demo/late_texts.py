"""The demo catalogue's texts in languages that came after it was opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model, QuerySet

from catalog.attributes.models import Attribute, AttributeChoice, AttributeGroup
from catalog.categories.models import Category
from catalog.demo.products import CHOICES, product_texts, variant_names
from catalog.demo.reading import facts, product_slugs, texts
from catalog.offers.models import Offer
from catalog.products.models import Product, Tag, Variant
from shop.demo.filling import fill_in
from shop.merchant.models import Merchant

Texts = tuple[Model, Mapping[str, Any]]


def fill_in_catalogue() -> set[int]:
    """Returns the products that read differently now."""
    fill_in(_texts_of_terms())
    products = Product.objects.filter(slug__in=product_slugs())
    changed = fill_in(_texts_of_products(products.order_by("pk")))
    # a product has no product above it
    return {getattr(row, "product_id", row.pk) for row in changed}


def merchant_texts() -> dict[str, Any]:
    return texts("merchant", tagline="tagline", opening_hours="opening_hours")


def _texts_of_terms() -> Iterator[Texts]:
    for merchant in Merchant.objects.all():
        yield merchant, merchant_texts()
    for group in AttributeGroup.objects.all():
        yield group, texts("attributes", "groups", name=group.code)
    for attribute in Attribute.objects.all():
        yield attribute, texts("attributes", "attributes", name=attribute.code)
    for choice in AttributeChoice.objects.select_related("attribute"):
        path = ("choices", choice.attribute.code)
        yield choice, texts("attributes", *path, name=choice.code)
    for category in Category.objects.all():
        fields = {"name": "name", "description": "description"}
        yield category, texts("categories", category.slug, **fields)
    for tag in Tag.objects.all():
        yield tag, texts("tags", name=tag.code)
    for offer in Offer.objects.all():
        fields = {"name": "name", "description": "description"}
        yield offer, texts("offers", offer.slug, **fields)


def _texts_of_products(products: QuerySet[Product]) -> Iterator[Texts]:
    for product in products.prefetch_related(
        "specifications__attribute", "personal_fields", "pictures"
    ):
        file = f"products/{product.slug}"
        yield product, product_texts(product.slug)
        for fact in product.specifications.all():
            yield fact, texts(file, "specifications", text=fact.attribute.code)
        for field in product.personal_fields.all():
            label = texts(file, "personalisation", label=field.code)
            yield field, {**dict.fromkeys(CHOICES, getattr(field, CHOICES[0])), **label}
        names = [one["file"] for one in facts(file)["pictures"]]
        for picture in product.pictures.all():
            if picture.position < len(names):
                yield picture, texts(file, "alts", alt=names[picture.position])
    chosen = "specifications__choice"
    for variant in Variant.objects.filter(product__in=products).prefetch_related(
        chosen
    ):
        told = sorted(variant.specifications.all(), key=lambda fact: fact.pk)
        yield variant, variant_names([fact.choice for fact in told if fact.choice])
