from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.demo.loading import load_catalogue
from catalog.demo.reading import texts
from catalog.media.models import Picture
from catalog.offers.showing import shown_prices
from catalog.pricing.lists import price_list_for
from catalog.pricing.models import PriceChange
from catalog.products.models import Product, Variant
from catalog.stock.models import Stock

pytestmark = pytest.mark.django_db


def test_the_demo_shop_opens_and_opens_again_as_it_was_left(client: Client) -> None:
    assert load_catalogue() == 41

    assert Variant.objects.count() == 126
    assert Product.objects.filter(is_available=True).count() >= 38
    assert not Product.objects.filter(pictures=None).exists()
    assert not Picture.objects.filter(alt="").exists()
    _every_announced_reduction_is_real()
    _no_price_is_without_a_past()
    for product in Product.objects.all():
        assert client.get(product.get_absolute_url()).status_code == 200

    mug = Product.objects.get(slug="stoneware-mug")
    mug.title = "Edited by staff"
    mug.save()
    counts = _counts()

    assert load_catalogue() == 0

    mug.refresh_from_db()
    assert mug.title == "Edited by staff"
    assert _counts() == counts


def test_texts_of_a_later_language_reach_a_shop_that_is_open() -> None:
    load_catalogue()
    column = "title_lv"
    lacking: dict[str, Any] = {"title_lv": "", "summary_lv": ""}
    changed: dict[str, Any] = {"title_en": "Our own", "title_lv": ""}
    edited: dict[str, Any] = {"title_lv": "Mana paplāte"}
    Product.objects.filter(slug="butter-dish").update(**lacking)
    Product.objects.filter(slug="oak-box").update(**changed)
    Product.objects.filter(slug="oak-tray").update(**edited)

    load_catalogue()

    titles = {
        product.slug: getattr(product, column) for product in Product.objects.all()
    }
    said = texts("products/butter-dish", title="title")
    assert titles["butter-dish"] == said["title_lv"]
    assert titles["oak-tray"] == "Mana paplāte"
    assert titles["oak-box"] == "", "its English is no longer ours"


def _every_announced_reduction_is_real() -> None:
    now = timezone.now()
    shown = shown_prices(
        Variant.objects.all(), price_list=price_list_for("LV"), now=now
    )
    reduced = [price for price in shown.values() if price.is_reduced]
    assert len(reduced) > 20
    for price in reduced:
        assert price.lowest_before is not None
        assert Decimal(0) < price.amount < price.lowest_before


def _no_price_is_without_a_past() -> None:
    oldest = PriceChange.objects.order_by("at").values_list("at", flat=True)[0]
    assert (timezone.now() - oldest).days > 200
    assert not Variant.objects.filter(price_changes=None).exists()


def _counts() -> tuple[int, ...]:
    return tuple(
        model._default_manager.count()
        for model in (Product, Variant, Picture, PriceChange, Stock)
    )
