"""When a method is offered, what it costs more, and why not."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from catalog.categories.models import Category
from catalog.products.models import Tag, Variant
from catalog.stock.models import Stock, StockLocation
from catalog.stock.sourcing import places_for
from catalog.testing import make_category, make_variant
from checkout.delivery.consignments import (
    MOST_PARCELS,
    Consignment,
    Piece,
    consign,
    parcels_of,
)
from checkout.delivery.models import Method, MethodRule, Restriction, Zone
from checkout.delivery.offering import delivery_options, judged_methods
from checkout.delivery.postcodes import matches, plain
from checkout.delivery.rules import Place
from checkout.delivery.words import cannot_be_sent, reason_of, words_of
from checkout.discounts.models import CustomerGroup
from checkout.testing import make_method
from shop.kept.generation import pages_changed

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Riga"))
Effect = MethodRule.Effect


def make_thing(**sizes: int) -> Variant:
    """Of this weight and size."""
    variant = make_variant()
    Variant.objects.filter(pk=variant.pk).update(**sizes)
    for name, value in sizes.items():
        setattr(variant, name, value)
    return variant


def make_rule(method: Method, effect: str, **fields: Any) -> MethodRule:
    lists = {
        name: fields.pop(name)
        for name in ("categories", "tags", "groups", "locations")
        if name in fields
    }
    fields.setdefault("name", "A rule")
    rule = MethodRule.objects.create(method=method, effect=effect, **fields)
    for name, rows in lists.items():
        getattr(rule, name).set(rows)
    pages_changed()
    return rule


def prices(
    variant: Variant | None = None,
    quantity: int = 1,
    *,
    postcode: str = "",
    region: str = "",
    now: datetime = TUESDAY,
    **goods: Any,
) -> list[Decimal]:
    goods.setdefault("value", Decimal(20))
    sent = consign([(variant or make_variant(), quantity)], currency="EUR", **goods)
    options = delivery_options(
        sent, country="LV", postcode=postcode, region=region, now=now
    )
    return [option.price for option in options]


def why_not(variant: Variant, place: Place, now: datetime = TUESDAY) -> list[str]:
    sent = consign([(variant, 1)], value=Decimal(20), currency="EUR")
    judged = judged_methods(sent, place, now=now)
    return [
        reason_of(each.refused, place.country) if each.refused else ""
        for each in judged
    ]


@pytest.mark.parametrize(
    ("pattern", "country", "code", "fits"),
    [
        ("1000-1999", "LV", "LV-1010", True),
        ("1000-1999", "LV", "2010", False),
        ("10-12", "LV", "1210", True),
        ("10-12", "LV", "1310", False),
        ("SW1*", "GB", "SW1A 1AA", True),
        ("SW1*", "GB", "SW2 1AA", False),
        ("GB-SW1*", "GB", "sw1a1aa", True),
        ("GB-SW1*", "IE", "SW1A 1AA", False),
        ("?9*", "LV", "1910", True),
        ("ES-35", "ES", "35001", True),
        ("ES-35", "DE", "35001", False),
        ("PT-9000-018", "PT", "9000-018", True),
        ("9000-018", "PT", "9000-018", True),
        ("-", "LV", "1010", False),
        ("", "LV", "1010", False),
        ("[", "LV", "1010", False),
    ],
)
def test_postcodes_are_beginnings_ranges_and_wildcards(
    pattern: str, country: str, code: str, fits: bool
) -> None:
    assert matches(plain(code, country), [pattern], country) is fits


@given(pattern=st.text(max_size=12), code=st.text(max_size=12))
def test_no_pattern_is_too_odd(pattern: str, code: str) -> None:
    assert matches(plain(code, "GB"), [pattern], "GB") in {True, False}


def test_a_zone_may_be_a_region() -> None:
    zone = Zone.objects.create(name="Rīga", countries=["LV"], regions=["Rīgas novads"])
    make_method("2.00", zone=zone)

    assert prices(region="rīgas NOVADS ") == [Decimal("2.00")]
    assert prices(region="Cēsu novads") == []
    assert prices() == []


@pytest.mark.parametrize(
    ("asked", "fits", "too_much"),
    [
        ({"weight_until_g": 2000}, {"weight_g": 1999}, {"weight_g": 2000}),
        (
            {"volume_until_cm3": 2000},
            {"length_mm": 100, "width_mm": 100, "height_mm": 199},
            {"length_mm": 100, "width_mm": 100, "height_mm": 200},
        ),
    ],
)
def test_a_method_may_be_for_some_goods_only(
    asked: dict[str, int], fits: dict[str, int], too_much: dict[str, int]
) -> None:
    make_rule(make_method("3.90"), Effect.ONLY, **asked)

    assert prices(make_thing(**fits)) == [Decimal("3.90")]
    assert prices(make_thing(**too_much)) == []


def test_a_method_may_be_refused_for_many_pieces_and_for_dear_goods() -> None:
    make_rule(make_method("3.90"), Effect.NOT, pieces_from=3)
    make_rule(make_method("5.00"), Effect.NOT, value_from=Decimal(100))

    assert prices(quantity=2) == [Decimal("3.90"), Decimal("5.00")]
    assert prices(quantity=3) == [Decimal("5.00")]
    assert prices(value=Decimal(100)) == [Decimal("3.90")]


def test_rules_know_categories_with_those_below_and_tags() -> None:
    furniture = make_category()
    chairs = make_category(parent=furniture)
    bulky = Tag.objects.create(code="bulky", name="Bulky")
    chair, lamp, mug = make_variant(), make_variant(), make_variant()
    chair.product.categories.add(chairs)
    lamp.product.tags.add(bulky)
    method = make_method("3.90")
    make_rule(method, Effect.AMOUNT, amount=Decimal(6), categories=[furniture])
    make_rule(method, Effect.PERCENT, amount=Decimal(10), tags=[bulky])

    assert prices(chair) == [Decimal("9.90")]
    assert prices(lamp) == [Decimal("4.29")]
    assert prices(mug) == [Decimal("3.90")]


def test_a_method_may_be_for_a_group_of_customers() -> None:
    florists = CustomerGroup.objects.create(name="Florists")
    make_rule(make_method("0.50"), Effect.ONLY, groups=[florists])

    assert prices() == []
    assert prices(groups=frozenset({florists.pk})) == [Decimal("0.50")]


@pytest.mark.parametrize(
    ("hour", "is_offered"), [(8, False), (9, True), (12, True), (13, False)]
)
def test_hours_are_those_of_the_shop(hour: int, is_offered: bool) -> None:
    make_rule(make_method("9.00"), Effect.ONLY, hour_from=time(9), hour_until=time(13))

    assert bool(prices(now=TUESDAY.replace(hour=hour))) is is_offered


def test_hours_may_run_over_midnight_and_days_may_be_left_out() -> None:
    method = make_method("9.00")
    make_rule(method, Effect.NOT, hour_from=time(22), hour_until=time(6))
    make_rule(method, Effect.NOT, weekdays=[MethodRule.Weekday.WEDNESDAY])

    assert prices(now=TUESDAY)
    assert not prices(now=TUESDAY.replace(hour=23))
    assert not prices(now=TUESDAY.replace(hour=5))
    assert not prices(now=TUESDAY.replace(day=25))


def test_remote_places_cost_more() -> None:
    make_rule(make_method("4.00"), Effect.AMOUNT, amount=Decimal(3), postcodes=["39*"])

    assert prices(postcode="LV-3901") == [Decimal("7.00")]
    assert prices(postcode="LV-1010") == [Decimal("4.00")]


def test_free_delivery_frees_surcharges_unless_they_always_count() -> None:
    method = make_method("4.00", free_from=Decimal(50))
    make_rule(method, Effect.AMOUNT, amount=Decimal(1))
    make_rule(method, Effect.AMOUNT, amount=Decimal(5), counts_when_free=True)

    assert prices() == [Decimal("10.00")]
    assert prices(value=Decimal(50)) == [Decimal("5.00")]


def test_what_is_too_heavy_for_a_parcel_travels_in_several() -> None:
    make_method("4.00", largest_parcel_g=10_000)
    stone = make_thing(weight_g=4000)

    assert prices(stone, 2) == [Decimal("4.00")]
    assert prices(stone, 5) == [Decimal("12.00")]
    assert prices(make_thing(weight_g=10_001)) == []


@given(
    pieces=st.lists(
        st.tuples(st.integers(0, 5000), st.integers(1, 40)), min_size=1, max_size=6
    )
)
def test_parcels_hold_everything_and_none_is_too_heavy(
    pieces: list[tuple[int, int]],
) -> None:
    goods = Consignment(
        weight_g=sum(weight * count for weight, count in pieces),
        value=Decimal(1),
        currency="EUR",
        pieces=tuple(Piece(1, weight, count) for weight, count in pieces),
    )

    parcels = parcels_of(goods, 5000)

    if parcels is None:
        assert goods.weight_g > 2500 * MOST_PARCELS
        return
    assert sum(parcels) == goods.weight_g
    assert max(parcels) <= 5000
    assert 1 <= len(parcels) <= MOST_PARCELS


def test_every_method_of_the_country_says_why_it_is_not_offered() -> None:
    zone = Zone.objects.create(name="Rīga", countries=["LV"], postcodes=["LV-10"])
    make_method(zone=zone)
    make_method(currency="GBP")
    make_rule(make_method(), Effect.ONLY, name="Florists", value_from=Decimal(99))
    make_rule(make_method(), Effect.NOT, name="Tuesdays", weekdays=[1])
    make_method(largest_parcel_g=10)
    make_method().rates.all().delete()
    make_method()

    assert why_not(make_thing(weight_g=500), Place("LV", "3001")) == [
        "This postcode or region does not belong to the zone “Rīga”.",
        "It has prices in GBP only.",
        "The rule “Florists” is not fulfilled, and it is offered only then.",
        "The rule “Tuesdays” is fulfilled, and it is not offered then.",
        "The goods do not fit into its parcels: the largest weighs 10 g.",
        "It has no rate for this weight and value.",
        "",
    ]


def test_a_price_has_its_parts() -> None:
    method = make_method("4.00", largest_parcel_g=10_000)
    make_rule(method, Effect.PERCENT, amount=Decimal(5), name="Fuel")
    sent = consign([(make_thing(weight_g=4000), 5)], value=Decimal(1), currency="EUR")

    option = delivery_options(sent, country="LV", now=TUESDAY)[0]

    assert [(words_of(each), each.amount) for each in option.charges] == [
        ("Rate for 3 parcels", Decimal("12.00")),
        ("Fuel", Decimal("0.60")),
    ]
    assert option.price == Decimal("12.60")
    assert option.parcels == 3


def make_restriction(category: Category | None = None, **fields: Any) -> Restriction:
    restriction = Restriction.objects.create(
        name="Candles", countries=fields.pop("countries", ["NO"]), **fields
    )
    if category:
        restriction.categories.add(category)
    pages_changed()
    return restriction


def test_goods_that_may_not_go_to_a_country_are_not_offered_there() -> None:
    candles = make_category()
    make_restriction(candles, reason="Candles may not fly.")
    make_method(countries=("LV", "NO"))
    candle, mug = make_variant(), make_variant()
    candle.product.categories.add(candles)

    assert why_not(candle, Place("LV")) == [""]
    assert why_not(mug, Place("NO")) == [""]
    assert why_not(candle, Place("NO")) == [
        "Something in it cannot be sent to Norway: Candles."
    ]
    assert cannot_be_sent([(candle.product_id, "Soy candle"), (0, "Mug")], "NO") == [
        "“Soy candle” cannot be sent to Norway. Candles may not fly."
    ]


def test_rules_and_restrictions_ask_the_tables_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    category = make_category()
    make_restriction(category, countries=["LV"])
    make_rule(make_method(), Effect.AMOUNT, amount=Decimal(1), categories=[category])
    mug = make_variant()
    prices(mug)

    with django_assert_num_queries(0):
        assert prices(mug) == [Decimal("3.90")]


def test_the_promise_begins_where_the_goods_leave() -> None:
    berlin = StockLocation.objects.create(
        code="berlin", name="Berlin", country="DE", cutoff=time(11)
    )
    Stock.objects.create(variant=make_variant(), location=berlin)
    mug = make_variant(stock=0)
    Stock.objects.create(variant=mug, location=berlin, on_hand=5)
    method = make_method("3.90")
    make_rule(method, Effect.ONLY, locations=[berlin])

    from_berlin = consign(
        [(mug, 1)],
        value=Decimal(1),
        currency="EUR",
        origins=places_for({mug.pk: 1}, destination="LV"),
    )
    [option] = delivery_options(from_berlin, country="LV", now=TUESDAY)

    assert option.promise.inputs["origin"] == "DE"
    # ordered at noon: Berlin has packed already
    assert option.promise.inputs["leaves"] == "2026-11-25"
    assert prices(make_variant()) == []
