from __future__ import annotations

import pytest
from stdnum.util import get_cc_module

from shop.places.vat_numbers import (
    VAT_NUMBER_COUNTRIES,
    BadVatNumber,
    check_vat_number,
)


@pytest.mark.parametrize(
    ("country", "number", "written"),
    [
        ("LV", "LV40003521600", "LV40003521600"),
        ("LV", "4000 3521 600", "LV40003521600"),
        ("DE", "de 136.695.976", "DE136695976"),
        ("AT", "U13585627", "ATU13585627"),
        ("IE", "IE6433435F", "IE6433435F"),
        ("NL", "NL004495445B01", "NL004495445B01"),
        ("GR", "EL 094259216", "EL094259216"),
        ("GR", "GR094259216", "EL094259216"),
        ("GR", "094259216", "EL094259216"),
        ("GB", "980 7806 84", "GB980780684"),
        ("GB", "XI 980780684", "XI980780684"),
        ("CH", "CHE-107.787.577 IVA", "CHE107787577IVA"),
        ("NO", "NO 995 525 828 MVA", "NO995525828MVA"),
    ],
)
def test_a_number_is_written_with_its_country(
    country: str, number: str, written: str
) -> None:
    assert check_vat_number(country, number) == written


@pytest.mark.parametrize(
    ("country", "number", "sentence"),
    [
        ("LV", "LV40003521601", "Check the VAT number. One of its digits is wrong."),
        ("LV", "LV4000352160", "Check the VAT number. It is too short or too long."),
        (
            "LV",
            "4000352160X",
            "Check the VAT number. It does not look like one of this country.",
        ),
        (
            "LV",
            "DE136695976",
            "This VAT number is of another country than the address.",
        ),
        (
            "DE",
            "EL094259216",
            "This VAT number is of another country than the address.",
        ),
        ("GR", "GR094259217", "Check the VAT number. One of its digits is wrong."),
        ("NO", "NO995525829MVA", "Check the VAT number. One of its digits is wrong."),
        ("UA", "414546526597", "We cannot check VAT numbers of this country."),
        ("US", "12-3456789", "We cannot check VAT numbers of this country."),
    ],
)
def test_a_bad_number_is_refused_with_what_to_check(
    country: str, number: str, sentence: str
) -> None:
    with pytest.raises(BadVatNumber) as refusal:
        check_vat_number(country, number)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize("number", ["", " ", "XX", "LV", "\u0660" * 11, "1" * 5000])
def test_no_input_is_more_than_refused(number: str) -> None:
    for country in VAT_NUMBER_COUNTRIES:
        with pytest.raises(BadVatNumber):
            check_vat_number(country, number)


def test_every_country_with_vat_numbers_has_its_rules() -> None:
    for country in VAT_NUMBER_COUNTRIES:
        assert get_cc_module(country.lower(), "vat") is not None
