"""Many buyers at once, each on a connection of their own, on the database at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q, Sum

from catalog.products.models import Product, Variant
from catalog.stock import shelves
from catalog.stock.holding import hold, release_expired
from catalog.stock.models import Hold, Stock, StockMove
from catalog.stock.selling import OutOfStock, put_back, sell
from catalog.testing import make_bundle, make_product, make_variant

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)
BUYERS = 40
CHECK = "no_more_promised_than_there_is"


def race(deed: Callable[[int], object], *, runners: int = BUYERS) -> Counter[object]:
    """Let all start at the same moment; how often each outcome came out."""
    start = Barrier(runners)

    def run(number: int) -> object:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(runners) as pool:
        return Counter(pool.map(run, range(runners)))


def buys(*variants: Variant) -> Callable[[int], str]:
    """One of each, every other buyer beginning at the other end."""

    def buy(number: int) -> str:
        wanted = variants if number % 2 else variants[::-1]
        try:
            sell(
                {variant.pk: 1 for variant in wanted},
                holder=None,
                reference=str(number),
                now=NOW,
            )
        except OutOfStock:
            return "out of stock"
        return "sold"

    return buy


@pytest.fixture
def without_guard(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither the condition in the UPDATE nor the CHECK of the table."""
    checks = Stock._meta.constraints
    check = next(each for each in checks if each.name == CHECK)
    monkeypatch.setattr(shelves, "enough_for", lambda more: Q())
    Stock._meta.constraints = [each for each in checks if each is not check]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Stock, check)
    yield
    StockMove.objects.all().delete()
    Stock.objects.all().delete()
    Stock._meta.constraints = checks
    with connection.schema_editor() as editor:
        editor.add_constraint(Stock, check)


def test_forty_buyers_of_ten_pieces_get_ten() -> None:
    product = make_product(stock=10)

    outcomes = race(buys(product.variants.get()))

    assert outcomes == {"sold": 10, "out of stock": 30}
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.held, stock.sold) == (10, 0, 10)
    assert StockMove.objects.aggregate(total=Sum("quantity")) == {"total": 10}
    product.refresh_from_db()
    assert not product.is_available


@pytest.mark.usefixtures("without_guard")
def test_without_the_guard_more_is_sold_than_there_is() -> None:
    variant = make_variant(stock=10)

    outcomes = race(buys(variant))

    assert outcomes == {"sold": 40}
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.sold) == (10, 40)


def test_forty_carts_hold_ten_pieces_once() -> None:
    variant = make_variant(stock=10)

    granted = race(
        lambda _: hold(uuid4(), {variant.pk: 1}, now=NOW, until=SOON)[variant.pk]
    )

    assert granted == {1: 10, 0: 30}
    assert (Stock.objects.get().held, Hold.objects.count()) == (10, 10)


def test_two_tabs_of_one_cart_hold_once() -> None:
    variant, holder = make_variant(stock=10), uuid4()

    race(
        lambda _: hold(holder, {variant.pk: 3}, now=NOW, until=SOON)[variant.pk],
        runners=8,
    )

    assert (Stock.objects.get().held, Hold.objects.get().quantity) == (3, 3)


def test_holders_buy_what_they_hold_while_others_try() -> None:
    variant = make_variant(stock=10)
    holders = [uuid4() for _ in range(10)]
    for holder in holders:
        hold(holder, {variant.pk: 1}, now=NOW, until=SOON)

    def buy(number: int) -> str:
        holder = holders[number] if number < 10 else uuid4()
        try:
            sell({variant.pk: 1}, holder=holder, reference=str(number), now=NOW)
        except OutOfStock:
            return "stranger refused" if number >= 10 else "holder refused"
        return "holder" if number < 10 else "stranger"

    assert race(buy) == {"holder": 10, "stranger refused": 30}
    assert not Hold.objects.exists()


def test_holds_that_end_are_given_out_once() -> None:
    variant = make_variant(stock=10)
    for _ in range(10):
        hold(uuid4(), {variant.pk: 1}, now=NOW - timedelta(hours=1), until=NOW)

    def buy_or_sweep(number: int) -> str:
        if number % 4:
            return buys(variant)(number)
        release_expired(NOW)
        return "swept"

    assert race(buy_or_sweep) == {"sold": 10, "out of stock": 20, "swept": 10}
    stock = Stock.objects.get()
    assert (stock.held, stock.sold) == (0, 10)


def test_buyers_of_the_same_goods_in_another_order_do_not_wait_for_each_other() -> None:
    cup, jug, bowl = (make_variant(stock=count) for count in (40, 10, 40))
    bundle = make_bundle({jug: 1, bowl: 1}).variants.get()

    outcomes = race(buys(cup, jug, bundle))

    # each takes two jugs: one alone and one inside the bundle
    assert outcomes == {"sold": 5, "out of stock": 35}
    assert [*Stock.objects.order_by("pk").values_list("sold", flat=True)] == [5, 10, 5]


def test_last_pieces_of_two_variants_sold_at_once_take_the_product_off_sale() -> None:
    product = make_product(stock=10)
    variants = [product.variants.get(), make_variant(product, stock=10)]

    race(lambda number: buys(variants[number % 2])(number), runners=20)

    product.refresh_from_db()
    assert not product.is_available


def test_cancelling_twice_at_once_puts_back_once() -> None:
    variant = make_variant(stock=10)
    sell({variant.pk: 4}, holder=None, reference="1042", now=NOW)

    race(lambda _: put_back({variant.pk: 4}, reference="1042", by="x"), runners=8)

    assert Stock.objects.get().sold == 0
    assert StockMove.objects.filter(kind="returned").count() == 1
    assert Product.objects.get().is_available
