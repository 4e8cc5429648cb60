"""How many queries pages take when small tables are known: it must not grow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.media.models import Picture
from catalog.offers.shelf import refresh_shelf
from catalog.pricing.loading import default_price_list
from catalog.pricing.models import Price, PriceChange
from catalog.products.models import Product, Specification, Variant
from catalog.search.indexing import index_products
from catalog.stock.models import Stock
from catalog.stock.places import default_location
from catalog.storefront import facets
from catalog.storefront.tests.shelves import make_attribute
from catalog.testing import make_category, make_offer, make_vat_class
from shop.kept.generation import kept
from shop.web import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def queries(client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """How many queries a page takes when neither it nor its counts are kept."""
    monkeypatch.setattr(pages, "KEPT_SECONDS", 0)
    monkeypatch.setattr(facets, "kept", lambda _key, read: read())
    # a slow machine must not outlive the small tables between two visits
    defaults = kept.__kwdefaults__
    assert defaults
    monkeypatch.setitem(defaults, "seconds", 3600)

    def count(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    return count


def stock_up(number: int) -> None:
    """Mugs in two colours with everything that pages show, all of them reduced."""
    table = make_category("Table", slug="table")
    colour = make_attribute("colour", "oat", "sea", is_option=True)
    products = Product.objects.bulk_create(
        Product(
            title_en=f"Mug {position}",  # type: ignore[misc]
            slug=f"mug-{position}",
            vat_class=make_vat_class(),
            main_category=table,
            is_published=True,
            rating=Decimal("4.50"),
        )
        for position in range(number)
    )
    Product.categories.through.objects.bulk_create(
        Product.categories.through(product=product, category=table)
        for product in products
    )
    Picture.objects.bulk_create(
        Picture(product=product, file="a/original.jpg", width=9, height=9)
        for product in products
    )
    for choice in colour.choices.all():
        _put_on_sale(products, choice.code)
    Specification.objects.bulk_create(
        Specification(
            product_id=variant.product_id,
            variant=variant,
            attribute=colour,
            choice=colour.choices.get(code=variant.sku.partition(":")[0]),
        )
        for variant in Variant.objects.all()
    )
    first, *others = products
    first.related.set(others[:4])
    make_offer(categories=[table], percent="10")
    ids = [product.pk for product in products]
    refresh_shelf(ids)
    index_products(ids)


def _put_on_sale(products: list[Product], code: str) -> None:
    variants = Variant.objects.bulk_create(
        Variant(product=product, sku=f"{code}:{product.slug}") for product in products
    )
    price_list, since = default_price_list(), timezone.now() - timedelta(days=90)
    amount = Decimal(10)
    Price.objects.bulk_create(
        Price(variant=variant, price_list=price_list, amount=amount)
        for variant in variants
    )
    PriceChange.objects.bulk_create(
        PriceChange(variant=variant, price_list=price_list, amount=amount, at=since)
        for variant in variants
    )
    Stock.objects.bulk_create(
        Stock(variant=variant, location=default_location(), on_hand=5)
        for variant in variants
    )


@pytest.mark.parametrize("number", [10, 1000])
def test_pages_keep_within_their_queries(
    queries: Callable[[str], int], number: int
) -> None:
    stock_up(number)

    narrowed = "/en/c/table/?colour=oat&price_max=11&sort=price"
    assert {
        address: queries(address)
        for address in (
            "/en/",
            "/en/c/table/",
            narrowed,
            "/en/search/?q=mug",
            "/en/p/mug-0/",
        )
    } == {
        "/en/": 7,
        "/en/c/table/": 8,
        narrowed: 8,
        "/en/search/?q=mug": 9,
        "/en/p/mug-0/": 6,
    }
