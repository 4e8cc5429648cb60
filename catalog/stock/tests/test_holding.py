from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from catalog.products.models import Product, Variant
from catalog.stock.holding import hold, release, release_expired, release_what_expired
from catalog.stock.models import Hold, Stock, StockLocation
from catalog.testing import make_bundle, make_variant

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)
ANNA, PETER = UUID(int=1), UUID(int=2)


def keep(
    holder: UUID, quantities: dict[Variant, int], *, now: datetime = NOW
) -> list[int]:
    """Hold for 15 minutes; how many of each were granted, in order."""
    wanted = {variant.pk: quantity for variant, quantity in quantities.items()}
    granted = hold(holder, wanted, now=now, until=now + (SOON - NOW))
    return [granted[variant.pk] for variant in quantities]


def held(variant: Variant) -> int:
    """What the row says, which must be what its holds say."""
    stock = variant.stocks.get()
    assert stock.held == sum(each.quantity for each in stock.holds.all())
    return stock.held


def test_hold_sets_and_does_not_add() -> None:
    variant = make_variant(stock=5)

    assert keep(ANNA, {variant: 2}) == [2]
    assert keep(ANNA, {variant: 3}) == [3]

    assert held(variant) == 3


def test_hold_grants_what_is_there() -> None:
    variant = make_variant(stock=5)
    keep(PETER, {variant: 3})

    assert keep(ANNA, {variant: 4}) == [2]
    assert held(variant) == 5


def test_hold_never_blocks_its_owner() -> None:
    variant = make_variant(stock=5)
    keep(ANNA, {variant: 5})

    assert keep(ANNA, {variant: 5}) == [5]
    assert keep(PETER, {variant: 1}) == [0]


def test_zero_lets_go() -> None:
    variant = make_variant(stock=5)
    keep(ANNA, {variant: 5})

    assert keep(ANNA, {variant: 0}) == [0]

    assert held(variant) == 0


def test_goods_that_are_not_mentioned_stay_held() -> None:
    cup, jug = make_variant(), make_variant()
    keep(ANNA, {cup: 2})

    keep(ANNA, {jug: 1})

    assert (held(cup), held(jug)) == (2, 1)


def test_holding_again_prolongs() -> None:
    variant = make_variant()
    keep(ANNA, {variant: 2})

    keep(ANNA, {variant: 2}, now=NOW + timedelta(minutes=10))

    assert Hold.objects.get().until == SOON + timedelta(minutes=10)


def test_hold_whose_time_is_over_is_free_at_once() -> None:
    variant = make_variant(stock=5)
    keep(PETER, {variant: 5})

    assert keep(ANNA, {variant: 4}, now=SOON) == [4]

    assert held(variant) == 4
    assert Hold.objects.get().holder == ANNA


def test_quantity_is_taken_from_all_locations() -> None:
    variant = make_variant(stock=5)
    cellar = StockLocation.objects.create(code="cellar", name="Cellar", country="LV")
    Stock.objects.create(variant=variant, location=cellar, on_hand=2)

    assert keep(ANNA, {variant: 9}) == [7]

    rows = Stock.objects.order_by("pk").values_list("held", flat=True)
    assert [*rows] == [5, 2]


def test_bundle_holds_its_parts() -> None:
    cup, saucer = make_variant(stock=7), make_variant(stock=4)
    bundle = make_bundle({cup: 2, saucer: 1}).variants.get()

    assert keep(ANNA, {bundle: 2}) == [2]

    assert (held(cup), held(saucer)) == (4, 2)


def test_bundle_that_is_only_partly_there_holds_no_loose_parts() -> None:
    cup, saucer = make_variant(stock=7), make_variant(stock=1)
    bundle = make_bundle({cup: 2, saucer: 1}).variants.get()

    assert keep(ANNA, {bundle: 3}) == [1]

    assert (held(cup), held(saucer)) == (2, 1)


def test_bundle_and_its_part_in_one_cart_share_what_is_there() -> None:
    cup = make_variant(stock=5)
    bundle = make_bundle({cup: 2}).variants.get()

    assert keep(ANNA, {cup: 2, bundle: 2}) == [2, 1]

    assert held(cup) == 4


@pytest.mark.parametrize(
    "fields", [{"stock": None}, {"stock": 0, "kind": Product.Kind.MADE_TO_ORDER}]
)
def test_what_never_runs_out_is_granted_and_not_kept(fields: dict[str, object]) -> None:
    variant = make_variant(**fields)  # type: ignore[arg-type]

    assert keep(ANNA, {variant: 1000}) == [1000]

    assert not Hold.objects.exists()


def test_variant_that_is_gone_is_left_out() -> None:
    assert hold(ANNA, {10**6: 1}, now=NOW, until=SOON) == {}


def test_release_lets_go_of_everything_of_one_holder() -> None:
    cup, jug = make_variant(), make_variant()
    now = timezone.now()
    keep(ANNA, {cup: 2, jug: 1}, now=now)
    keep(PETER, {cup: 1}, now=now)

    release(ANNA)

    assert (held(cup), held(jug)) == (1, 0)


def test_release_of_a_stranger_changes_nothing() -> None:
    variant = make_variant()
    keep(ANNA, {variant: 2}, now=timezone.now())

    release(uuid4())

    assert held(variant) == 2


def test_holds_whose_time_is_over_are_cleared_away() -> None:
    cup, jug = make_variant(), make_variant()
    keep(ANNA, {cup: 2, jug: 1})
    keep(PETER, {cup: 1}, now=NOW + timedelta(seconds=1))

    release_expired(SOON)

    assert (held(cup), held(jug)) == (1, 0)


def test_sweep_clears_away_by_itself() -> None:
    variant = make_variant()
    keep(ANNA, {variant: 2}, now=timezone.now() - timedelta(days=1))

    release_what_expired()

    assert held(variant) == 0
