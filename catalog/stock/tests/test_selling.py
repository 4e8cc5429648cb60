from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from catalog.products.models import Product, Variant
from catalog.stock.holding import hold
from catalog.stock.models import Hold, Stock, StockLocation, StockMove
from catalog.stock.selling import (
    OutOfStock,
    StillPromised,
    count,
    put_back,
    receive,
    sell,
    send_out,
)
from catalog.testing import make_bundle, make_product, make_variant
from shop.kept.generation import generation

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)
ANNA, PETER = UUID(int=1), UUID(int=2)


def buy(
    quantities: dict[Variant, int],
    *,
    holder: UUID | None = None,
    reference: str = "1042",
    now: datetime = NOW,
) -> None:
    wanted = {variant.pk: quantity for variant, quantity in quantities.items()}
    sell(wanted, holder=holder, reference=reference, now=now)


def row(variant: Variant) -> tuple[int, int, int]:
    stock = variant.stocks.get()
    return stock.on_hand, stock.held, stock.sold


def moves(variant: Variant) -> list[tuple[str, int, str, str]]:
    rows = StockMove.objects.filter(stock__variant=variant).order_by("pk")
    return [*rows.values_list("kind", "quantity", "reference", "by")]


def cellar(variant: Variant, on_hand: int) -> Stock:
    place = StockLocation.objects.create(code="cellar", name="Cellar", country="LV")
    return Stock.objects.create(variant=variant, location=place, on_hand=on_hand)


def test_sold_goods_stay_on_the_shelf_until_they_are_sent() -> None:
    variant = make_variant(stock=5)

    buy({variant: 2})

    assert row(variant) == (5, 0, 2)
    assert moves(variant) == [("sold", 2, "1042", "")]


def test_hold_becomes_the_sale() -> None:
    variant = make_variant(stock=5)
    hold(ANNA, {variant.pk: 5}, now=NOW, until=SOON)

    buy({variant: 4}, holder=ANNA)

    assert row(variant) == (5, 0, 4)
    assert not Hold.objects.exists()


def test_hold_of_somebody_else_is_not_sold() -> None:
    variant = make_variant(stock=5)
    hold(PETER, {variant.pk: 4}, now=NOW, until=SOON)

    with pytest.raises(OutOfStock) as refused:
        buy({variant: 2}, holder=ANNA)

    assert refused.value.shortages == {variant.pk: 1}
    assert row(variant) == (5, 4, 0)
    assert moves(variant) == []


def test_hold_whose_time_is_over_is_sold_to_others() -> None:
    variant = make_variant(stock=5)
    hold(PETER, {variant.pk: 4}, now=NOW, until=SOON)

    buy({variant: 5}, holder=ANNA, now=SOON)

    assert row(variant) == (5, 0, 5)


def test_all_is_sold_or_nothing() -> None:
    cup, jug = make_variant(stock=5), make_variant(stock=1)
    hold(ANNA, {cup.pk: 2, jug.pk: 1}, now=NOW, until=SOON)

    with pytest.raises(OutOfStock) as refused:
        buy({cup: 2, jug: 2}, holder=ANNA)

    assert refused.value.shortages == {jug.pk: 1}
    assert (row(cup), row(jug)) == ((5, 2, 0), (1, 1, 0))
    assert Hold.objects.count() == 2
    assert not StockMove.objects.exists()


def test_refused_sale_leaves_the_transaction_around_it_in_order() -> None:
    cup, jug = make_variant(stock=5), make_variant(stock=0)

    with transaction.atomic():
        with pytest.raises(OutOfStock):
            buy({cup: 1, jug: 1})
        buy({cup: 1})

    assert row(cup) == (5, 0, 1)


def test_variant_that_is_gone_is_out_of_stock() -> None:
    with pytest.raises(OutOfStock) as refused:
        sell({10**6: 1}, holder=None, reference="1042", now=NOW)

    assert refused.value.shortages == {10**6: 0}


def test_variant_that_was_never_on_a_shelf_is_out_of_stock() -> None:
    variant = make_variant()
    Stock.objects.all().delete()

    with pytest.raises(OutOfStock) as refused:
        buy({variant: 1})

    assert refused.value.shortages == {variant.pk: 0}


def test_sale_is_taken_from_all_locations() -> None:
    variant = make_variant(stock=5)
    cellar(variant, 3)

    buy({variant: 7})

    rows = Stock.objects.order_by("pk").values_list("sold", flat=True)
    assert [*rows] == [5, 2]


def test_sale_of_more_than_all_locations_have_is_refused() -> None:
    variant = make_variant(stock=5)
    cellar(variant, 3)

    with pytest.raises(OutOfStock) as refused:
        buy({variant: 9})

    assert refused.value.shortages == {variant.pk: 8}
    assert not Stock.objects.filter(sold__gt=0).exists()


def test_bundle_sells_its_parts() -> None:
    cup, saucer = make_variant(stock=7), make_variant(stock=4)
    bundle = make_bundle({cup: 2, saucer: 1}).variants.get()

    buy({bundle: 3, cup: 1})

    assert (row(cup), row(saucer)) == ((7, 0, 7), (4, 0, 3))


def test_bundle_that_shares_its_last_part_says_what_is_left() -> None:
    cup = make_variant(stock=4)
    bundle = make_bundle({cup: 2}).variants.get()

    with pytest.raises(OutOfStock) as refused:
        buy({cup: 1, bundle: 2})

    assert refused.value.shortages == {bundle.pk: 1}
    assert row(cup) == (4, 0, 0)


def test_untracked_stock_counts_what_is_sold() -> None:
    variant = make_variant(stock=None)

    buy({variant: 100})

    assert row(variant) == (0, 0, 100)


@pytest.mark.parametrize("has_stock", [True, False])
def test_made_to_order_is_sold_without_end(has_stock: bool) -> None:
    variant = make_variant(stock=0, kind=Product.Kind.MADE_TO_ORDER)
    if not has_stock:
        Stock.objects.all().delete()

    buy({variant: 3})

    assert not Stock.objects.filter(sold__gt=0).exists()


def test_last_piece_takes_product_and_bundles_off_sale() -> None:
    product = make_product(stock=2)
    bundle = make_bundle({product.variants.get(): 1})
    was = generation()

    buy({product.variants.get(): 1})
    assert (Product.objects.filter(is_available=True).count(), generation()) == (2, was)

    buy({product.variants.get(): 1})
    assert not Product.objects.filter(is_available=True).exists()
    assert generation() > was
    bundle.refresh_from_db()
    assert not bundle.is_available


def test_selling_takes_the_same_queries_however_long_the_history(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cup, jug = make_variant(stock=50), make_variant(stock=50)
    for number in range(5):
        buy({cup: 1, jug: 1}, reference=str(number))
    hold(ANNA, {cup.pk: 1}, now=NOW, until=SOON)

    # savepoint 2, recipes, rows, holds 2, two rows changed, moves, rows again
    with django_assert_num_queries(10):
        buy({cup: 1, jug: 1}, holder=ANNA)


def test_put_back_undoes_a_sale_once() -> None:
    variant = make_variant(stock=5)
    buy({variant: 3})
    buy({variant: 1}, reference="1043")

    put_back({variant.pk: 2}, reference="1042", by="marta")
    assert row(variant) == (5, 0, 2)

    for _ in range(2):
        put_back({variant.pk: 3}, reference="1042", by="marta")
    assert row(variant) == (5, 0, 1)
    assert moves(variant)[2:] == [
        ("returned", 2, "1042", "marta"),
        ("returned", 1, "1042", "marta"),
    ]


def test_put_back_brings_the_product_back_on_sale() -> None:
    product = make_product(stock=1)
    variant = product.variants.get()
    buy({variant: 1})

    put_back({variant.pk: 1}, reference="1042", by="marta")

    product.refresh_from_db()
    assert product.is_available


def test_send_out_takes_goods_off_the_shelf_once() -> None:
    variant = make_variant(stock=5)
    buy({variant: 3})

    for _ in range(2):
        send_out({variant.pk: 3}, reference="1042", by="marta")

    assert row(variant) == (2, 0, 0)
    assert moves(variant)[1:] == [("sent", 3, "1042", "marta")]


def test_what_is_sent_can_no_longer_be_put_back() -> None:
    variant = make_variant(stock=5)
    buy({variant: 3})
    send_out({variant.pk: 2}, reference="1042", by="marta")

    put_back({variant.pk: 3}, reference="1042", by="marta")

    assert row(variant) == (3, 0, 0)


def test_goods_go_back_to_the_location_they_were_sold_from() -> None:
    variant = make_variant(stock=1)
    cellar(variant, 3)
    buy({variant: 3})

    put_back({variant.pk: 3}, reference="1042", by="marta")

    assert not Stock.objects.filter(sold__gt=0).exists()


def test_bundle_is_sent_and_put_back_by_its_parts() -> None:
    cup = make_variant(stock=6)
    bundle = make_bundle({cup: 2}).variants.get()
    buy({bundle: 3})

    send_out({bundle.pk: 1}, reference="1042", by="marta")
    put_back({bundle.pk: 2}, reference="1042", by="marta")

    assert row(cup) == (4, 0, 0)


def test_untracked_goods_are_sent_from_an_empty_shelf() -> None:
    variant = make_variant(stock=None)
    buy({variant: 2})

    send_out({variant.pk: 2}, reference="1042", by="marta")

    assert row(variant) == (0, 0, 0)


def test_received_goods_can_be_bought() -> None:
    product = make_product(stock=0)
    variant = product.variants.get()

    receive(variant, 4, by="marta", reference="delivery 7")

    assert row(variant) == (4, 0, 0)
    assert moves(variant) == [("received", 4, "delivery 7", "marta")]
    product.refresh_from_db()
    assert product.is_available


def test_first_delivery_of_a_variant_gives_it_a_shelf() -> None:
    product = make_product(stock=0)
    variant = product.variants.get()
    Stock.objects.all().delete()

    receive(variant, 4, by="marta")

    assert row(variant) == (4, 0, 0)
    product.refresh_from_db()
    assert product.is_available


def test_count_sets_what_lies_there() -> None:
    variant = make_variant(stock=5)
    buy({variant: 2})

    count(variant, 9, by="marta")
    count(variant, 3, by="marta")

    assert row(variant) == (3, 0, 2)
    assert moves(variant)[1:] == [
        ("counted", 4, "", "marta"),
        ("counted", -6, "", "marta"),
    ]


def test_counting_what_was_known_is_no_move() -> None:
    variant = make_variant(stock=5)

    count(variant, 5, by="marta")

    assert moves(variant) == []


def test_count_below_what_is_held_lets_go_of_the_holds() -> None:
    variant = make_variant(stock=5)
    hold(ANNA, {variant.pk: 3}, now=NOW, until=SOON)

    count(variant, 2, by="marta")

    assert row(variant) == (2, 0, 0)
    assert not Hold.objects.exists()


def test_count_below_what_is_sold_is_refused() -> None:
    variant = make_variant(stock=5)
    buy({variant: 3})
    hold(ANNA, {variant.pk: 1}, now=NOW, until=SOON)

    with pytest.raises(StillPromised, match="3 are sold and not sent yet"):
        count(variant, 2, by="marta")

    assert row(variant) == (5, 1, 3)
    assert Hold.objects.count() == 1


def test_database_refuses_more_promises_than_there_are_goods() -> None:
    make_variant(stock=5)

    with pytest.raises(IntegrityError), transaction.atomic():
        Stock.objects.update(held=3, sold=3)
