"""From which place goods are taken, and that nothing is sold twice for it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.products.models import Variant
from catalog.stock.holding import hold
from catalog.stock.models import Hold, Stock, StockLocation
from catalog.stock.places import default_location
from catalog.stock.selling import OutOfStock, sell
from catalog.stock.sourcing import places_for, places_of
from catalog.testing import make_variant

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ANNA = UUID(int=1)


def make_place(code: str, **fields: Any) -> StockLocation:
    fields.setdefault("country", "LV")
    return StockLocation.objects.create(code=code, name=code, **fields)


def lay(variant: Variant, location: StockLocation, on_hand: int) -> None:
    Stock.objects.create(variant=variant, location=location, on_hand=on_hand)


def sold(variant: Variant) -> dict[str, int]:
    rows = Stock.objects.filter(variant=variant).order_by("pk")
    return {row.location.code: row.sold for row in rows.select_related("location")}


def buy(quantities: dict[Variant, int], to: str, *, holder: UUID | None = None) -> None:
    sell(
        {variant.pk: count for variant, count in quantities.items()},
        holder=holder,
        reference="1042",
        now=NOW,
        destination=to,
    )


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("LV", {"main": 1, "berlin": 0}),
        ("DE", {"main": 0, "berlin": 1}),
        ("FR", {"main": 0, "berlin": 1}),
        ("US", {"main": 1, "berlin": 0}),
    ],
)
def test_goods_leave_from_the_place_that_is_first_for_the_country(
    to: str, expected: dict[str, int]
) -> None:
    mug = make_variant(stock=5)
    lay(mug, make_place("berlin", country="DE", first_for=["FR"], position=1), 5)

    buy({mug: 1}, to)

    assert sold(mug) == expected


def test_all_is_taken_from_one_place_where_it_has_everything() -> None:
    mug, bowl = make_variant(stock=5), make_variant(stock=0)
    berlin = make_place("berlin", country="DE")
    lay(mug, berlin, 2)
    lay(bowl, berlin, 2)

    buy({mug: 2, bowl: 1}, "LV")

    assert sold(mug) == {"main": 0, "berlin": 2}
    assert sold(bowl) == {"main": 0, "berlin": 1}


def test_what_no_place_has_alone_is_taken_from_several() -> None:
    mug = make_variant(stock=2)
    berlin = make_place("berlin", country="DE")
    lay(mug, berlin, 2)

    assert len(places_for({mug.pk: 3}, destination="DE")) == 2
    buy({mug: 3}, "DE")

    assert sold(mug) == {"main": 1, "berlin": 2}
    assert {place.country for place in places_of("1042")} == {"LV", "DE"}


def test_more_than_all_places_have_is_not_sold() -> None:
    mug = make_variant(stock=2)
    lay(mug, make_place("berlin", country="DE"), 2)

    with pytest.raises(OutOfStock):
        buy({mug: 5}, "DE")

    assert sold(mug) == {"main": 0, "berlin": 0}


def test_what_others_hold_is_not_taken_from_a_place_they_prefer() -> None:
    mug = make_variant(stock=2)
    lay(mug, make_place("berlin", country="DE"), 2)
    hold(ANNA, {mug.pk: 2}, now=NOW, until=NOW + timedelta(minutes=15))

    buy({mug: 2}, "LV")

    assert sold(mug) == {"main": 0, "berlin": 2}
    assert Hold.objects.filter(holder=ANNA).count() == 1
    buy({mug: 2}, "DE", holder=ANNA)
    assert sold(mug) == {"main": 2, "berlin": 2}


def test_one_place_is_asked_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    mug = make_variant()
    places_for({mug.pk: 1}, destination="LV")

    with django_assert_num_queries(0):
        assert places_for({mug.pk: 1}, destination="LV") == ()


def test_a_place_knows_until_when_it_packs() -> None:
    mug = make_variant(stock=0)
    default_location()
    lay(mug, make_place("berlin", country="DE", cutoff=time(11)), 2)

    [place] = places_for({mug.pk: 1}, destination="LV")

    assert (place.country, place.cutoff) == ("DE", time(11))
