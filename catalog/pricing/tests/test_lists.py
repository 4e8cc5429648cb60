from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.pricing.lists import price_list_for
from catalog.pricing.loading import default_price_list
from catalog.pricing.models import PriceList
from catalog.testing import make_price_list

pytestmark = pytest.mark.django_db


def test_country_sees_its_own_list_and_every_other_the_default_one() -> None:
    euro, pound = default_price_list(), make_price_list("GBP", countries=["GB"])

    assert price_list_for("GB") == pound
    assert price_list_for("LV") == euro
    assert price_list_for("JP") == euro


def test_chosen_currency_comes_before_the_country() -> None:
    euro, pound = default_price_list(), make_price_list("GBP", countries=["GB"])

    assert price_list_for("LV", "GBP") == pound
    assert price_list_for("GB", "EUR") == euro


def test_currency_without_a_list_leads_to_the_country_s() -> None:
    default_price_list()
    pound = make_price_list("GBP", countries=["GB"])

    assert price_list_for("GB", "XXX") == pound


def test_shop_without_any_list_sells_nothing_and_does_not_fail() -> None:
    price_list = price_list_for("LV")

    assert (price_list.pk, price_list.currency) == (None, "EUR")


def test_lists_are_read_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    default_price_list()
    price_list_for("LV")

    with django_assert_num_queries(0):
        price_list_for("GB", "USD")


def test_a_saved_list_is_seen_at_once() -> None:
    default_price_list()
    assert price_list_for("GB").currency == "EUR"

    make_price_list("GBP", countries=["GB"])

    assert price_list_for("GB").currency == "GBP"


def test_a_removed_list_is_gone_at_once() -> None:
    default_price_list()
    make_price_list("GBP", countries=["GB"])
    assert price_list_for("GB").currency == "GBP"

    PriceList.objects.get(currency="GBP").delete()

    assert price_list_for("GB").currency == "EUR"
