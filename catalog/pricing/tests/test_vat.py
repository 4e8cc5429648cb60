from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.pricing.models import VatRate
from catalog.pricing.vat import vat_rate
from catalog.products.models import VatClass
from catalog.testing import make_vat_class

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


def make_rate(
    rate: str,
    *,
    country: str = "LV",
    vat_class: VatClass | None = None,
    valid_from: date = date(2020, 1, 1),
    valid_until: date | None = None,
) -> VatRate:
    return VatRate.objects.create(
        country=country,
        vat_class=vat_class or make_vat_class(),
        rate=Decimal(rate),
        valid_from=valid_from,
        valid_until=valid_until,
    )


def test_rate_is_that_of_country_and_class() -> None:
    standard, books = make_vat_class(), make_vat_class("books")
    make_rate("21")
    make_rate("5", vat_class=books)
    make_rate("22", country="EE")

    assert vat_rate("LV", standard.pk, TODAY) == 21
    assert vat_rate("LV", books.pk, TODAY) == 5
    assert vat_rate("EE", standard.pk, TODAY) == 22


def test_class_that_a_country_does_not_know_bears_its_standard_rate() -> None:
    food = make_vat_class("food")
    make_rate("21")

    assert vat_rate("LV", food.pk, TODAY) == 21


def test_rate_of_a_class_that_has_ended_gives_way_to_the_standard_rate() -> None:
    food = make_vat_class("food")
    make_rate("21")
    make_rate("12", vat_class=food, valid_until=date(2026, 7, 1))

    assert vat_rate("LV", food.pk, date(2026, 6, 30)) == 12
    assert vat_rate("LV", food.pk, date(2026, 7, 1)) == 21


def test_rate_changes_on_its_day() -> None:
    standard = make_vat_class()
    make_rate("22", country="EE", valid_until=date(2025, 7, 1))
    make_rate("24", country="EE", valid_from=date(2025, 7, 1))

    assert vat_rate("EE", standard.pk, date(2025, 6, 30)) == 22
    assert vat_rate("EE", standard.pk, date(2025, 7, 1)) == 24


def test_country_without_any_rate_bears_none() -> None:
    make_rate("21")

    assert vat_rate("US", make_vat_class().pk, TODAY) == 0


def test_rates_of_a_country_are_read_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    standard = make_vat_class()
    make_rate("21")

    with django_assert_num_queries(1):
        vat_rate("LV", standard.pk, TODAY)
        vat_rate("LV", standard.pk, TODAY)


def test_rate_that_staff_corrected_holds_at_once() -> None:
    standard, rate = make_vat_class(), make_rate("20")
    assert vat_rate("LV", standard.pk, TODAY) == 20

    rate.rate = Decimal(21)
    rate.save()

    assert vat_rate("LV", standard.pk, TODAY) == 21
