from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from checkout.delivery.consignments import Consignment
from checkout.delivery.models import ClosedDay, Method, Rate, Zone
from checkout.delivery.offering import (
    DeliveryOption,
    countries_served,
    delivery_options,
)
from checkout.testing import make_method

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Riga"))


def options_for(
    country: str = "LV",
    *,
    postcode: str = "",
    weight_g: int = 500,
    value: str = "20.00",
    **goods: Any,
) -> list[DeliveryOption]:
    goods.setdefault("currency", "EUR")
    return delivery_options(
        Consignment(weight_g=weight_g, value=Decimal(value), **goods),
        country=country,
        postcode=postcode,
        now=TUESDAY,
    )


def test_the_cheapest_comes_first_and_the_faster_of_equals() -> None:
    make_method("5.50", code="courier")
    make_method("3.90", code="slow", days_max=4)
    make_method("3.90", code="quick", days_max=1)

    assert [option.code for option in options_for()] == ["quick", "slow", "courier"]


def test_an_option_says_what_it_costs_and_when_it_arrives() -> None:
    make_method(
        "3.90",
        code="locker",
        name="Parcel locker",
        needs_phone=True,
        carrier_code="omniva",
    )

    option = options_for()[0]

    assert (option.name, option.price) == ("Parcel locker", Decimal("3.90"))
    assert (option.promise.earliest, option.promise.latest) == (
        date(2026, 11, 25),
        date(2026, 11, 26),
    )
    assert option.needs_phone
    assert option.carrier_code == "omniva"


def test_goods_made_to_order_arrive_later() -> None:
    make_method()

    option = options_for(lead_time_days=5)[0]

    assert option.promise.earliest == date(2026, 12, 2)


def test_nothing_is_offered_to_a_country_without_a_zone() -> None:
    make_method(countries=("LV", "LT"))

    assert options_for("LT")
    assert options_for("JP") == []


def test_nothing_is_offered_in_a_currency_it_has_no_price_in() -> None:
    make_method(currency="EUR")

    assert options_for(currency="GBP") == []


def test_a_method_that_is_switched_off_is_not_offered() -> None:
    make_method(is_active=False)

    assert options_for() == []
    assert countries_served() == []


@pytest.mark.parametrize(
    ("weight_g", "price"),
    [(0, "3.90"), (999, "3.90"), (1000, "5.90"), (29_999, "5.90"), (30_000, None)],
)
def test_rates_go_by_weight_up_to_their_bound(weight_g: int, price: str | None) -> None:
    method = make_method("3.90")
    method.rates.update(weight_until_g=1000)
    Rate.objects.create(
        method=method,
        price=Decimal("5.90"),
        weight_from_g=1000,
        weight_until_g=30_000,
    )

    prices = [option.price for option in options_for(weight_g=weight_g)]

    assert prices == ([Decimal(price)] if price else [])


@pytest.mark.parametrize(
    ("value", "price"), [("0", "6.00"), ("49.99", "6.00"), ("50", "4.00")]
)
def test_rates_go_by_value_up_to_their_bound(value: str, price: str) -> None:
    method = make_method("6.00")
    method.rates.update(value_until=Decimal(50))
    Rate.objects.create(method=method, price=Decimal("4.00"), value_from=Decimal(50))

    assert options_for(value=value)[0].price == Decimal(price)


@pytest.mark.parametrize(("value", "price"), [("59.99", "3.90"), ("60.00", "0")])
def test_delivery_is_free_from_its_threshold(value: str, price: str) -> None:
    make_method("3.90", free_from=Decimal(60))

    assert options_for(value=value)[0].price == Decimal(price)


def test_of_two_rates_that_fit_the_lower_counts() -> None:
    method = make_method("6.00")
    Rate.objects.create(method=method, price=Decimal("5.00"))

    assert options_for()[0].price == Decimal("5.00")


def make_spain() -> None:
    mainland = Zone.objects.create(
        name="Spain", countries=["ES"], excluded_postcodes=["35", "38", "51", "52"]
    )
    islands = Zone.objects.create(
        name="Canary Islands", countries=["ES"], postcodes=["35", "38"]
    )
    make_method("9.90", code="mainland", zone=mainland)
    make_method("24.90", code="islands", zone=islands)


@pytest.mark.parametrize(
    ("postcode", "codes"),
    [
        ("28001", ["mainland"]),
        ("35001", ["islands"]),
        ("ES-38 001", ["islands"]),
        ("51001", []),
        ("٣٥٠٠١", ["islands"]),
        ("", ["mainland"]),
    ],
)
def test_islands_cost_more_to_reach(postcode: str, codes: list[str]) -> None:
    make_spain()

    options = options_for("ES", postcode=postcode)

    assert [option.code for option in options] == codes


@pytest.mark.parametrize("postcode", ["LV-1010", "lv1010", "1010", " 10 10 "])
def test_postcodes_are_compared_however_they_are_written(postcode: str) -> None:
    riga = Zone.objects.create(name="Riga", countries=["LV"], postcodes=["LV-10"])
    make_method(zone=riga)

    assert options_for(postcode=postcode)
    assert not options_for(postcode="LV-3001")


def test_names_are_in_the_language_of_the_reader_or_in_english() -> None:
    method = make_method(name_en="Parcel locker", name_lv="Pakomāts")

    with translation.override("lv"):
        assert options_for()[0].name == "Pakomāts"
    with translation.override("uk"):
        assert options_for()[0].name == "Parcel locker"
    assert method.name == "Parcel locker"


def test_pages_ask_the_tables_once_until_they_change(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    method = make_method("3.90")
    options_for()

    with django_assert_num_queries(0):
        assert options_for()[0].price == Decimal("3.90")
        assert countries_served() == ["LV"]

    rate = method.rates.get()
    rate.price = Decimal("4.50")
    rate.save()
    assert options_for()[0].price == Decimal("4.50")


def test_a_day_that_is_closed_is_known_at_once() -> None:
    make_method()
    assert options_for()[0].promise.earliest == date(2026, 11, 25)

    closed = ClosedDay.objects.create(day=date(2026, 11, 24))
    assert options_for()[0].promise.earliest == date(2026, 11, 26)

    closed.delete()
    assert options_for()[0].promise.earliest == date(2026, 11, 25)


def test_what_was_deleted_is_no_longer_offered() -> None:
    make_method()
    assert options_for()

    Method.objects.get().delete()
    assert options_for() == []
