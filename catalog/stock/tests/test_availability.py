from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.products.models import Product, Variant
from catalog.stock.availability import available, refresh_availability
from catalog.stock.holding import hold
from catalog.stock.models import Stock, StockLocation
from catalog.testing import make_bundle, make_product, make_variant
from shop.kept.generation import generation

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)


def left(variant: Variant) -> int | None:
    return available([variant], now=NOW)[variant.pk]


def make_bundle_variant(parts: dict[Variant, int]) -> Variant:
    return make_bundle(parts).variants.get()


def elsewhere(variant: Variant, on_hand: int) -> Stock:
    place, _ = StockLocation.objects.get_or_create(
        code="cellar", defaults={"name": "Cellar", "country": "LV"}
    )
    return Stock.objects.create(variant=variant, location=place, on_hand=on_hand)


def test_what_lies_on_the_shelf_and_is_not_sold_is_available() -> None:
    variant = make_variant(stock=5)
    Stock.objects.update(sold=2)

    assert left(variant) == 3


def test_locations_add_up() -> None:
    variant = make_variant(stock=5)
    elsewhere(variant, 4)

    assert left(variant) == 9


def test_variant_that_was_never_on_a_shelf_is_not_available() -> None:
    variant = make_variant()
    Stock.objects.all().delete()

    assert left(variant) == 0


def test_untracked_stock_never_runs_out() -> None:
    assert left(make_variant(stock=None)) is None


def test_made_to_order_never_runs_out() -> None:
    variant = make_variant(stock=0, kind=Product.Kind.MADE_TO_ORDER)
    assert left(variant) is None

    Stock.objects.all().delete()
    assert left(variant) is None


def test_holds_of_others_count_and_one_s_own_do_not() -> None:
    variant, holder = make_variant(stock=5), uuid4()
    hold(holder, {variant.pk: 2}, now=NOW, until=SOON)

    assert left(variant) == 3
    assert available([variant], now=NOW, holder=uuid4()) == {variant.pk: 3}
    assert available([variant], now=NOW, holder=holder) == {variant.pk: 5}


def test_hold_keeps_nothing_from_the_moment_it_ends() -> None:
    variant = make_variant(stock=5)
    hold(uuid4(), {variant.pk: 2}, now=NOW, until=SOON)

    last_moment = SOON - timedelta(microseconds=1)
    assert available([variant], now=last_moment) == {variant.pk: 3}
    assert available([variant], now=SOON) == {variant.pk: 5}


def test_bundle_has_as_many_as_its_scarcest_part_allows() -> None:
    cup, saucer = make_variant(stock=7), make_variant(stock=4)

    assert left(make_bundle_variant({cup: 2, saucer: 1})) == 3


def test_parts_without_end_do_not_limit_a_bundle() -> None:
    cup, card = make_variant(stock=7), make_variant(stock=None)

    assert left(make_bundle_variant({cup: 2, card: 1})) == 3
    assert left(make_bundle_variant({card: 1})) is None


def test_bundle_without_parts_is_not_available() -> None:
    assert left(make_bundle_variant({})) == 0


def test_bundle_shares_the_holds_of_its_parts() -> None:
    cup, holder = make_variant(stock=5), uuid4()
    bundle = make_bundle_variant({cup: 2})
    hold(holder, {cup.pk: 2}, now=NOW, until=SOON)

    assert left(bundle) == 1
    assert available([bundle], now=NOW, holder=holder) == {bundle.pk: 2}


def test_any_number_of_variants_takes_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cup = make_variant(stock=5)
    variants = [cup, make_bundle_variant({cup: 2}), make_variant(), make_variant()]

    with django_assert_num_queries(2):
        assert len(available(variants, now=NOW, holder=uuid4())) == 4


@pytest.mark.parametrize(
    "field", [{"is_published": False}, {"external_url": "https://example.com/mug"}]
)
def test_product_that_is_not_sold_here_cannot_be_bought(
    field: dict[str, object],
) -> None:
    product = make_product()
    Product.objects.update(**field)

    refresh_availability([product.pk])

    product.refresh_from_db()
    assert not product.is_available


def test_product_can_be_bought_while_one_variant_can() -> None:
    product = make_product(stock=0)
    assert not product.is_available
    second = make_variant(product, stock=0, is_active=False)

    Stock.objects.filter(variant=second).update(on_hand=1)
    refresh_availability([product.pk])
    product.refresh_from_db()
    assert not product.is_available

    Variant.objects.filter(pk=second.pk).update(is_active=True)
    refresh_availability([product.pk])
    product.refresh_from_db()
    assert product.is_available


def test_pages_are_made_anew_only_when_a_product_s_state_flips() -> None:
    product = make_product(stock=5)
    was = generation()

    refresh_availability([product.pk])
    assert generation() == was

    Stock.objects.update(on_hand=0)
    refresh_availability([product.pk])
    assert generation() > was


def test_refreshing_many_takes_as_many_queries_as_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    products = [make_product(stock=5) for _ in range(4)]
    Stock.objects.update(on_hand=0)

    with django_assert_num_queries(7):  # two of them the savepoint
        refresh_availability([product.pk for product in products])

    assert not Product.objects.filter(is_available=True).exists()
