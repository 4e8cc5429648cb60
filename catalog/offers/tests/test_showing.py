from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from catalog.offers.models import Offer
from catalog.offers.showing import ShownPrice, shown_prices
from catalog.pricing.loading import default_price_list
from catalog.pricing.models import Price, PriceList
from catalog.pricing.prices import set_price
from catalog.products.models import Product, Variant
from catalog.testing import (
    make_category,
    make_offer,
    make_price_list,
    make_product,
    make_variant,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def shown(product: Product, price_list: PriceList | None = None) -> ShownPrice:
    variant = product.variants.get()
    prices = shown_prices(
        [variant], price_list=price_list or default_price_list(), now=NOW
    )
    return prices[variant.pk]


def make_dated_product(price: str = "10.00") -> Product:
    """Its price has applied for 90 days before NOW."""
    product = make_product(price=None)
    set_price(
        product.variants.get(),
        price_list=default_price_list(),
        amount=Decimal(price),
        by="test",
        at=NOW - 90 * DAY,
    )
    return product


def test_price_without_an_offer_announces_nothing() -> None:
    product = make_dated_product()

    price = shown(product)

    assert (price.amount, price.regular, price.prior) == (10, 10, 10)
    assert (price.is_reduced, price.lowest_before, price.percent_off) == (
        False,
        None,
        0,
    )


def test_reduced_price_says_what_it_is_measured_from() -> None:
    product = make_dated_product()
    offer = make_offer(
        product, name="Linen weeks", starts_at=NOW - 5 * DAY, ends_at=NOW + DAY
    )

    price = shown(product)

    assert (price.amount, price.regular, price.lowest_before) == (8, 10, 10)
    assert (price.is_reduced, price.percent_off, price.prior) == (True, 20, 10)
    assert (price.offer_name, price.offer_slug) == ("Linen weeks", offer.slug)
    assert price.ends_at == NOW + DAY


def test_percentage_is_worked_out_from_the_lowest_price_of_thirty_days() -> None:
    product = make_dated_product("10.00")
    variant, euro = product.variants.get(), default_price_list()
    set_price(
        variant, price_list=euro, amount=Decimal(9), by="marta", at=NOW - 20 * DAY
    )
    set_price(
        variant, price_list=euro, amount=Decimal(12), by="marta", at=NOW - 10 * DAY
    )
    make_offer(product, percent="50", starts_at=NOW - 5 * DAY)

    price = shown(product)

    assert (price.amount, price.regular, price.lowest_before) == (6, 12, 9)
    assert price.percent_off == 33


def test_offer_above_the_lowest_price_of_thirty_days_is_no_reduction() -> None:
    product = make_dated_product("7.00")
    set_price(
        product.variants.get(),
        price_list=default_price_list(),
        amount=Decimal(10),
        by="marta",
        at=NOW - 10 * DAY,
    )
    make_offer(product, starts_at=NOW - 5 * DAY)

    price = shown(product)

    assert (price.amount, price.lowest_before) == (8, 7)
    assert (price.is_reduced, price.percent_off, price.prior) == (False, 0, 8)


def test_price_without_history_is_reduced_but_not_announced() -> None:
    product = make_dated_product()
    product.variants.get().price_changes.all().delete()
    make_offer(product, starts_at=NOW - 5 * DAY)

    price = shown(product)

    assert (price.amount, price.lowest_before, price.is_reduced) == (8, None, False)


def test_offer_reaches_products_of_a_category_and_of_those_below_it() -> None:
    root = make_category("Kitchen")
    leaf = make_category("Boards", parent=make_category("Wood", parent=root))
    inside, outside = make_product(categories=[leaf]), make_product()
    make_offer(categories=[root], starts_at=NOW - DAY)

    assert (shown(inside).amount, shown(outside).amount) == (8, 10)


def test_offer_on_a_category_does_not_reach_those_above_or_beside_it() -> None:
    root = make_category("Kitchen")
    leaf, beside = make_category(parent=root), make_category(parent=root)
    products = [make_product(categories=[place]) for place in (root, beside)]
    make_offer(categories=[leaf], starts_at=NOW - DAY)

    assert [shown(product).amount for product in products] == [10, 10]


def test_offer_reaches_products_by_their_tag() -> None:
    tagged, plain = make_product(tags=["gift", "oak"]), make_product(tags=["oak"])
    make_offer(tags=["gift"], starts_at=NOW - DAY)

    assert (shown(tagged).amount, shown(plain).amount) == (8, 10)


def test_best_of_several_offers_is_shown() -> None:
    category = make_category()
    product = make_product(categories=[category], tags=["gift"])
    make_offer(product, percent="10", starts_at=NOW - DAY)
    make_offer(categories=[category], percent="30", starts_at=NOW - DAY)
    make_offer(tags=["gift"], percent="20", starts_at=NOW - DAY)

    assert shown(product).amount == 7


@pytest.mark.parametrize(
    ("starts", "ends"), [(DAY, None), (-3 * DAY, -DAY), (-DAY, timedelta())]
)
def test_offer_that_does_not_run_changes_nothing(
    starts: timedelta, ends: timedelta | None
) -> None:
    product = make_product()
    make_offer(
        product, starts_at=NOW + starts, ends_at=None if ends is None else NOW + ends
    )

    assert shown(product).amount == 10


def test_inactive_offer_changes_nothing() -> None:
    product = make_product()
    make_offer(product, starts_at=NOW - DAY, is_active=False)

    assert shown(product).amount == 10


def test_offer_in_money_holds_only_in_its_currency() -> None:
    pound = make_price_list("GBP")
    product = make_product(price="10.00")
    variant = product.variants.get()
    set_price(variant, price_list=pound, amount=Decimal(9), by="test")
    make_offer(product, kind="amount", value=Decimal(3), starts_at=NOW - DAY)

    assert shown(product).amount == 7
    assert (shown(product, pound).amount, shown(product, pound).currency) == (9, "GBP")


def test_offer_in_percent_may_be_kept_to_one_list() -> None:
    pound = make_price_list("GBP")
    product = make_product(price="10.00")
    variant = product.variants.get()
    set_price(variant, price_list=pound, amount=Decimal(10), by="test")
    make_offer(product, price_list=pound, starts_at=NOW - DAY)

    assert (shown(product).amount, shown(product, pound).amount) == (10, 8)


def test_variant_without_a_price_in_the_list_is_missing() -> None:
    variant = make_variant()

    assert shown_prices([variant], price_list=make_price_list(), now=NOW) == {}


def test_offer_is_named_in_the_language_of_the_page() -> None:
    product = make_product()
    make_offer(product, name_en="Linen weeks", name_lv="Lina nedēļas")

    now = NOW + 3650 * DAY
    names = []
    for language in ("lv", "uk"):
        with translation.override(language):
            price = shown_prices(
                product.variants.all(), price_list=default_price_list(), now=now
            )
            names += [each.offer_name for each in price.values()]
    assert names == ["Lina nedēļas", "Linen weeks"]


def test_offer_that_ends_now_by_an_edit_is_gone_at_once() -> None:
    product = make_product()
    offer = make_offer(product, starts_at=NOW - DAY)
    assert shown(product).amount == 8

    offer.ends_at = NOW
    offer.save()

    assert shown(product).amount == 10


def _variants(count: int) -> list[Variant]:
    category = make_category()
    products = [
        make_product(categories=[category], tags=["gift"]) for _ in range(count)
    ]
    make_offer(categories=[category])
    make_offer(tags=["gift"])
    make_offer(products[0])
    return list(Variant.objects.select_related("product"))


@pytest.mark.parametrize("count", [1, 8])
def test_reduced_prices_of_any_number_take_two_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    variants, euro = _variants(count), default_price_list()
    later = Offer.objects.latest("starts_at").starts_at + DAY
    shown_prices(variants, price_list=euro, now=later)

    with django_assert_num_queries(2):
        prices = shown_prices(variants, price_list=euro, now=later)

    assert {price.percent_off for price in prices.values()} == {20}


def test_prices_without_offers_take_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    variants, euro = [make_variant() for _ in range(3)], default_price_list()
    shown_prices(variants, price_list=euro, now=NOW)

    with django_assert_num_queries(1):
        assert len(shown_prices(variants, price_list=euro, now=NOW)) == 3


def test_history_read_for_a_price_is_as_short_as_the_law_needs() -> None:
    product = make_dated_product()
    variant = product.variants.get()
    for days in range(89, 10, -1):
        set_price(
            variant,
            price_list=default_price_list(),
            amount=Decimal(100 - days),
            by="test",
            at=NOW - days * DAY,
        )
    Price.objects.update(amount=Decimal(90))
    make_offer(product, percent="90", starts_at=NOW - 5 * DAY)

    # 35 days ago, when the thirty days begin, it cost 65
    assert shown(product).lowest_before == 65


def test_no_offer_sells_a_gift_card_below_its_worth() -> None:
    root = make_category()
    product = make_product(kind="gift_card", price="50.00", categories=[root])
    make_offer(categories=[root], percent="20", starts_at=NOW - DAY)

    label = shown(product)

    assert (label.amount, label.regular) == (50, 50)
