"""Makers of the catalogue for tests: dull defaults, everything on sale."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone
from PIL import Image

from catalog.categories.models import Category
from catalog.media.models import Picture
from catalog.media.renditions import store_picture
from catalog.offers.models import Offer
from catalog.offers.shelf import refresh_offer, refresh_shelf
from catalog.pricing.loading import default_price_list
from catalog.pricing.models import PriceList
from catalog.pricing.prices import set_price
from catalog.products.models import BundlePart, Product, Tag, Variant, VatClass
from catalog.stock.models import Stock
from catalog.stock.places import default_location

_numbers = count(1)


def make_vat_class(code: str = "standard") -> VatClass:
    return VatClass.objects.get_or_create(code=code, defaults={"name": code.title()})[0]


def make_price_list(
    currency: str = "GBP", *, countries: Iterable[str] = ("GB",)
) -> PriceList:
    """Beside the default one in euro, which every product is priced in."""
    return PriceList.objects.create(
        code=currency.lower(), name=currency, currency=currency, countries=[*countries]
    )


def make_category(
    name: str = "Table", *, parent: Category | None = None, **fields: Any
) -> Category:
    fields.setdefault("slug", f"category-{next(_numbers)}")
    return Category.objects.create(name=name, parent=parent, **fields)


def make_product(
    *,
    title: str = "Stoneware mug",
    price: str | None = "10.00",
    stock: int | None = 5,
    categories: Iterable[Category] = (),
    tags: Iterable[str] = (),
    **fields: Any,
) -> Product:
    """A published product with one variant; stock=None: it never runs out."""
    fields.setdefault("slug", f"product-{next(_numbers)}")
    fields.setdefault("is_published", True)
    fields.setdefault("vat_class", make_vat_class())
    in_categories = list(categories)
    if in_categories:
        fields.setdefault("main_category", in_categories[0])
    product = Product.objects.create(title=title, **fields)
    product.categories.set(in_categories)
    product.tags.set(
        Tag.objects.get_or_create(code=code, defaults={"name": code})[0]
        for code in tags
    )
    make_variant(product, price=price, stock=stock, is_default=True)
    return product


def make_variant(
    product: Product | None = None,
    *,
    price: str | None = "10.00",
    stock: int | None = 5,
    since: datetime | None = None,
    **fields: Any,
) -> Variant:
    """A variant of `product`, else of a new one. Its price has applied for 90 days."""
    if product is None:
        return make_product(price=price, stock=stock, **fields).variants.get()
    fields.setdefault("sku", f"SKU-{next(_numbers)}")
    variant = Variant.objects.create(product=product, **fields)
    if price is not None:
        set_price(
            variant,
            price_list=default_price_list(),
            amount=Decimal(price),
            by="test",
            at=since or timezone.now() - timedelta(days=90),
        )
    if product.kind != Product.Kind.BUNDLE:
        make_stock(variant, stock)
    refresh_shelf([product.pk])
    product.refresh_from_db(fields=["is_available"])
    return variant


def make_stock(variant: Variant, on_hand: int | None = 5) -> Stock:
    """At the default location; None: it never runs out."""
    return Stock.objects.create(
        variant=variant,
        location=default_location(),
        on_hand=on_hand or 0,
        is_tracked=on_hand is not None,
    )


def make_bundle(
    parts: dict[Variant, int], *, price: str = "25.00", **fields: Any
) -> Product:
    """A bundle with one variant; it has the stock of its parts."""
    fields.setdefault("title", "Breakfast for two")
    product = make_product(price=price, kind=Product.Kind.BUNDLE, **fields)
    for variant, quantity in parts.items():
        BundlePart.objects.create(bundle=product, variant=variant, quantity=quantity)
    refresh_shelf([product.pk])
    product.refresh_from_db(fields=["is_available"])
    return product


def make_offer(
    *products: Product,
    percent: str = "20",
    categories: Iterable[Category] = (),
    tags: Iterable[str] = (),
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    **fields: Any,
) -> Offer:
    """An offer that began an hour ago; `kind` and `value` instead of `percent`."""
    number = next(_numbers)
    fields.setdefault("name", "Linen weeks")
    fields.setdefault("slug", f"offer-{number}")
    fields.setdefault("value", Decimal(percent))
    if fields.get("kind", Offer.Kind.PERCENT) != Offer.Kind.PERCENT:
        fields.setdefault("price_list", default_price_list())
    offer = Offer.objects.create(
        starts_at=starts_at or timezone.now() - timedelta(hours=1),
        ends_at=ends_at,
        **fields,
    )
    offer.products.set(products)
    offer.categories.set(categories)
    offer.tags.set(Tag.objects.filter(code__in=tags))
    refresh_offer(offer.pk)
    return offer


def picture_bytes(
    width: int = 400, height: int = 300, *, colour: str = "seagreen", kind: str = "PNG"
) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, kind)
    return buffer.getvalue()


def make_picture(
    product: Product, *, alt: str = "A mug on a table", position: int = 0
) -> Picture:
    return store_picture(product, picture_bytes(), alt=alt, position=position)
