"""Writing one product of the demo shop with everything that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from catalog.attributes.models import Attribute, AttributeChoice
from catalog.categories.models import Category
from catalog.demo.history import in_pounds, price_history, published_at
from catalog.demo.reading import PHOTOS, facts, languages, texts
from catalog.media.renditions import store_picture
from catalog.pricing.models import Price, PriceChange, PriceList
from catalog.products.models import (
    Manufacturer,
    PersonalField,
    Product,
    Specification,
    Tag,
    Variant,
    VatClass,
)
from catalog.stock.models import Stock, StockLocation, StockMove
from shop.languages.writing import comma

TEXTS = (
    "title",
    "summary",
    "description",
    "materials",
    "instructions",
    "safety_warnings",
    "seo_title",
    "seo_description",
)
# what can be chosen are typefaces: they have one name everywhere
CHOICES = tuple(f"choices_{language}" for language, _ in settings.LANGUAGES)
_CONTENT = re.compile(r"(\d+) (ml|g|m|pc)")


@dataclass(frozen=True, slots=True)
class Shelves:
    """What products refer to, by code."""

    now: datetime
    attributes: Mapping[str, Attribute]
    choices: Mapping[tuple[str, str], AttributeChoice]
    categories: Mapping[str, Category]
    manufacturers: Mapping[str, Manufacturer]
    tags: Mapping[str, Tag]
    vat_classes: Mapping[str, VatClass]
    euros: PriceList
    pounds: PriceList
    location: StockLocation


def write_product(slug: str, shelves: Shelves) -> Product:
    given = facts(f"products/{slug}")
    product = _product(slug, given, shelves)
    variants = [
        _variant(product, position, one, shelves)
        for position, one in enumerate(given["variants"])
    ]
    _specify(product, slug, given, variants, shelves)
    _personal_fields(product, slug, given.get("personalisation", ()))
    _pictures(product, slug, given, variants)
    for variant, one in zip(variants, given["variants"], strict=True):
        _price(variant, Decimal(one["price"]), product.created_at, shelves)
    _stock(variants, given, product.created_at, shelves)
    return product


def product_texts(slug: str) -> dict[str, Any]:
    file = f"products/{slug}"
    columns = texts(file, **{field: field for field in TEXTS})
    for column, words in texts(file, keywords="keywords").items():
        columns[column] = ", ".join(words)
    return columns


def _product(slug: str, given: Mapping[str, Any], shelves: Shelves) -> Product:
    categories = [shelves.categories[code] for code in given["categories"]]
    product = Product.objects.create(
        slug=slug,
        kind=given["kind"],
        main_category=categories[0],
        brand=given["brand"],
        manufacturer=shelves.manufacturers[given["manufacturer"]],
        vat_class=shelves.vat_classes[given["vat_class"]],
        hs_code=given["hs_code"],
        origin_country=given["origin"],
        lead_time_days=given["lead_time_days"],
        withdrawal_exemption=given.get("withdrawal_exemption", ""),
        is_published=True,
        **product_texts(slug),
    )
    product.created_at = published_at(slug, shelves.now)
    product.save(update_fields=["created_at"])
    product.categories.set(categories)
    product.tags.set(shelves.tags[code] for code in given["tags"])
    return product


def _variant(
    product: Product, position: int, given: Mapping[str, Any], shelves: Shelves
) -> Variant:
    content = _CONTENT.fullmatch(given["content"])
    variant = Variant.objects.create(
        product=product,
        sku=given["sku"],
        gtin=given["gtin"],
        is_default=position == 0,
        position=position,
        content_quantity=content and Decimal(content[1]),
        content_unit=content[2] if content else "",
        **{
            field: given[field]
            for field in ("weight_g", "length_mm", "width_mm", "height_mm")
        },
        **variant_names(
            [shelves.choices[option] for option in given["options"].items()]
        ),
    )
    for code, choice in given["options"].items():
        Specification.objects.create(
            product=product,
            variant=variant,
            attribute=shelves.attributes[code],
            choice=shelves.choices[code, choice],
        )
    return variant


def variant_names(chosen: Sequence[AttributeChoice]) -> dict[str, str]:
    """ "Oat, 250 ml" in every language that has words for all of it."""
    names = {
        language: [getattr(one, f"name_{language}") for one in chosen]
        for language in languages()
    }
    return {
        f"name_{language}": comma(language).join(all_of)
        for language, all_of in names.items()
        if all(all_of)
    }


def _specify(
    product: Product,
    slug: str,
    given: Mapping[str, Any],
    variants: Sequence[Variant],
    shelves: Shelves,
) -> None:
    rows: list[Specification] = []
    for code, value in given.get("specifications", {}).items():
        attribute = shelves.attributes[code]
        for one in value if isinstance(value, list) else [value]:
            fact = _fact(attribute, one, shelves)
            rows.append(Specification(product=product, attribute=attribute, **fact))
    written = facts(f"texts/en/products/{slug}").get("specifications", {})
    for code in written:
        said = texts(f"products/{slug}", "specifications", text=code)
        rows.append(
            Specification(product=product, attribute=shelves.attributes[code], **said)
        )
    Specification.objects.bulk_create(rows)


def _fact(attribute: Attribute, value: Any, shelves: Shelves) -> dict[str, Any]:
    if attribute.kind == Attribute.Kind.NUMBER:
        return {"number": Decimal(str(value))}
    if attribute.kind == Attribute.Kind.BOOLEAN:
        return {"boolean": value}
    return {"choice": shelves.choices[attribute.code, value]}


def _personal_fields(
    product: Product, slug: str, given: Sequence[Mapping[str, Any]]
) -> None:
    for position, one in enumerate(given):
        PersonalField.objects.create(
            product=product,
            code=one["code"],
            kind=one["kind"],
            **dict.fromkeys(CHOICES, "|".join(one["choices"])),
            is_required=one["required"],
            max_length=one["max_length"] or 40,
            position=position,
            **texts(f"products/{slug}", "personalisation", label=one["code"]),
        )


def _pictures(
    product: Product, slug: str, given: Mapping[str, Any], variants: Sequence[Variant]
) -> None:
    for position, one in enumerate(given["pictures"]):
        wanted = one.get("options", {}).items()
        shown = [
            variant
            for variant, facts_of in zip(variants, given["variants"], strict=True)
            if wanted and wanted <= facts_of["options"].items()
        ]
        photo = (PHOTOS / one["file"]).read_bytes()
        picture = store_picture(product, photo, position=position, variants=shown)
        for column, alt in texts(f"products/{slug}", "alts", alt=one["file"]).items():
            setattr(picture, column, alt)
        picture.save()


def _price(
    variant: Variant, amount: Decimal, since: datetime, shelves: Shelves
) -> None:
    if variant.product.is_gift_card:
        # 25 is 25 at all times and in every currency
        in_pounds_too = history = [(since, amount)]
    else:
        history = price_history(variant.sku, amount, since=since, now=shelves.now)
        in_pounds_too = [(at, in_pounds(euros)) for at, euros in history]
    in_lists = ((shelves.euros, history), (shelves.pounds, in_pounds_too))
    for price_list, changes in in_lists:
        Price.objects.create(
            variant=variant, price_list=price_list, amount=changes[-1][1]
        )
        PriceChange.objects.bulk_create(
            PriceChange(variant=variant, price_list=price_list, at=at, amount=amount)
            for at, amount in changes
        )


def _stock(
    variants: Sequence[Variant],
    given: Mapping[str, Any],
    since: datetime,
    shelves: Shelves,
) -> None:
    """A bundle has none of its own; what is made to order does not run out."""
    if given["kind"] == Product.Kind.BUNDLE:
        return
    is_tracked = given["kind"] not in Product.MADE_ON_DEMAND
    for variant, one in zip(variants, given["variants"], strict=True):
        stock = Stock.objects.create(
            variant=variant,
            location=shelves.location,
            on_hand=one["stock"] if is_tracked else 0,
            is_tracked=is_tracked,
        )
        if stock.on_hand:
            StockMove.objects.create(
                stock=stock, kind=StockMove.Kind.RECEIVED, quantity=stock.on_hand
            )
