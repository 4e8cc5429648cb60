from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.pricing.loading import default_price_list
from catalog.pricing.models import Price, PriceChange
from catalog.pricing.prices import prices_of, set_price
from catalog.testing import make_price_list, make_product, make_variant
from shop.jobs.models import Job
from shop.kept.generation import generation

pytestmark = pytest.mark.django_db


def test_setting_a_price_writes_its_history() -> None:
    variant, euro = make_variant(price="10.00"), default_price_list()

    set_price(variant, price_list=euro, amount=Decimal("12.50"), by="marta")

    assert prices_of([variant.pk], euro) == {variant.pk: Decimal("12.50")}
    changes = variant.price_changes.order_by("at").values_list("amount", "by")
    assert [*changes] == [(Decimal(10), "test"), (Decimal("12.50"), "marta")]


def test_setting_the_same_price_again_changes_nothing() -> None:
    variant, euro = make_variant(price="10.00"), default_price_list()
    was, jobs = generation(), Job.objects.count()

    set_price(variant, price_list=euro, amount=Decimal("10.001"), by="marta")

    assert variant.price_changes.count() == 1
    assert (generation(), Job.objects.count()) == (was, jobs)


def test_import_says_since_when_a_price_has_applied() -> None:
    variant, euro = make_variant(price=None), default_price_list()
    since = datetime(2026, 1, 1, tzinfo=UTC)

    set_price(variant, price_list=euro, amount=Decimal(9), by="import", at=since)

    assert PriceChange.objects.get().at == since


def test_price_is_rounded_as_its_currency_is_paid() -> None:
    variant, yen = make_variant(), make_price_list("JPY", countries=["JP"])

    set_price(variant, price_list=yen, amount=Decimal("1499.5"), by="marta")

    assert Price.objects.get(price_list=yen).amount == 1500
    assert str(prices_of([variant.pk], yen)[variant.pk]) == "1500"


def test_variant_without_a_price_in_a_list_is_not_sold_there() -> None:
    variant, pound = make_variant(price="10.00"), make_price_list("GBP")

    assert prices_of([variant.pk], pound) == {}


def test_prices_of_many_take_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    euro = default_price_list()
    ids = [make_variant().pk for _ in range(3)]

    with django_assert_num_queries(1):
        assert len(prices_of(ids, euro)) == 3


def test_shelf_follows_a_new_price(run_jobs: Callable[[], int]) -> None:
    product = make_product(price="10.00")

    set_price(
        product.variants.get(),
        price_list=default_price_list(),
        amount=Decimal(8),
        by="marta",
    )
    run_jobs()

    assert product.shelf_prices.get().amount == 8


def test_product_can_be_bought_once_it_has_a_price(run_jobs: Callable[[], int]) -> None:
    product = make_product(price=None)
    assert not product.is_available

    set_price(
        product.variants.get(),
        price_list=default_price_list(),
        amount=Decimal(8),
        by="marta",
    )
    run_jobs()

    product.refresh_from_db()
    assert product.is_available
