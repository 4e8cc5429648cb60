from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.offers import shelf
from catalog.offers.models import Offer
from catalog.offers.shelf import refresh_shelf
from catalog.pricing.models import Price, PriceChange, ShelfPrice
from catalog.pricing.prices import set_price
from catalog.products.models import Product
from catalog.testing import (
    make_category,
    make_offer,
    make_price_list,
    make_product,
    make_variant,
)
from shop.jobs.models import Job
from shop.kept.generation import generation

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def label(product: Product) -> tuple[Decimal, bool]:
    price = product.shelf_prices.get()
    return price.amount, price.is_reduced


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Let the clock of jobs stand at a moment."""

    def stand(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return stand


def test_shelf_shows_the_cheapest_variant_on_sale() -> None:
    product = make_product(price="12.00")
    make_variant(product, price="9.00")
    make_variant(product, price="5.00", is_active=False)

    assert label(product) == (9, False)


def test_every_list_has_a_label_of_its_own() -> None:
    product, pound = make_product(price="12.00"), make_price_list("GBP")
    variant = product.variants.get()
    set_price(variant, price_list=pound, amount=Decimal("10.50"), by="test")

    refresh_shelf([product.pk])

    labels = product.shelf_prices.order_by("amount")
    assert [*labels.values_list("price_list__currency", "amount")] == [
        ("GBP", Decimal("10.50")),
        ("EUR", Decimal(12)),
    ]


def test_product_without_a_price_loses_its_label() -> None:
    product = make_product()
    Price.objects.all().delete()

    refresh_shelf([product.pk])

    assert not ShelfPrice.objects.exists()
    product.refresh_from_db()
    assert not product.is_available


def test_refreshing_what_is_right_writes_nothing() -> None:
    product = make_product()
    was = generation()

    refresh_shelf([product.pk])

    assert generation() == was


def test_many_products_are_written_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    products = [make_product(price="10.00") for _ in range(5)]
    Price.objects.update(amount=Decimal(3))
    monkeypatch.setattr(shelf, "BATCH", 2)

    refresh_shelf(product.pk for product in products)

    assert ShelfPrice.objects.filter(amount=3).count() == 5


def test_label_follows_an_offer_when_it_begins_and_ends(
    run_jobs: Callable[[], int], at: Callable[[datetime], None]
) -> None:
    begins = timezone.now() + HOUR
    product = make_product(price="10.00")
    make_offer(product, starts_at=begins, ends_at=begins + HOUR)
    run_jobs()
    assert label(product) == (10, False)

    at(begins)
    run_jobs()
    assert label(product) == (8, True)

    at(begins + HOUR)
    run_jobs()
    assert label(product) == (10, False)


def test_label_follows_an_offer_that_is_removed(run_jobs: Callable[[], int]) -> None:
    product = make_product(price="10.00")
    make_offer(product)
    assert label(product) == (8, True)

    Offer.objects.get().delete()
    run_jobs()

    assert label(product) == (10, False)


def test_label_follows_a_product_that_leaves_the_offer(
    run_jobs: Callable[[], int],
) -> None:
    leaves, stays = make_product(), make_product()
    offer = make_offer(leaves, stays)

    offer.products.remove(leaves)
    offer.save()
    run_jobs()

    assert (label(leaves), label(stays)) == ((10, False), (8, True))


def test_offer_on_a_category_reaches_the_labels_below_it() -> None:
    root = make_category()
    product = make_product(categories=[make_category(parent=root)])

    make_offer(categories=[root])

    assert label(product) == (8, True)


def test_saving_an_offer_twice_plans_its_start_once() -> None:
    begins = timezone.now() + HOUR
    offer = make_offer(make_product(), starts_at=begins)

    offer.save()

    assert Job.objects.filter(name="shelf.offer", run_at=begins).count() == 1


def test_price_history_is_not_touched_by_offers() -> None:
    make_offer(make_product(price="10.00"))

    assert [*PriceChange.objects.values_list("amount", flat=True)] == [10]
