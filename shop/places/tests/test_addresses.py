from __future__ import annotations

import pytest
from django.utils import translation

from shop.places.addresses import address_fields, format_address, postcode_problem
from shop.places.countries import COUNTRIES


@pytest.mark.parametrize(
    ("country", "order"),
    [
        ("LV", "name company street region city postcode"),
        ("DE", "name company street postcode city"),
        ("GB", "name company street city postcode"),
        ("UA", "name company street city region postcode"),
        ("AM", "name company street postcode city region"),
        ("IR", "company name region city district street postcode"),
        ("IE", "name company street district city region postcode"),
        ("US", "name company street city region postcode"),
        ("HK", "region city street company name"),
    ],
)
def test_fields_come_in_the_order_of_the_country(country: str, order: str) -> None:
    assert [field.name for field in address_fields(country)] == order.split()


@pytest.mark.parametrize(
    ("country", "required"),
    [
        ("LV", {"name", "street", "city", "postcode"}),
        ("DE", {"name", "street", "city", "postcode"}),
        ("GB", {"name", "street", "city", "postcode"}),
        ("UA", {"name", "street", "city", "postcode"}),
        ("AM", {"name", "street", "city"}),
        ("IR", {"name", "street", "city"}),
        ("IE", {"name", "street", "city"}),
        ("US", {"name", "street", "city", "region", "postcode"}),
    ],
)
def test_only_what_the_country_needs_is_required(
    country: str, required: set[str]
) -> None:
    fields = address_fields(country)

    assert {field.name for field in fields if field.is_required} == required


@pytest.mark.parametrize(
    ("country", "postcode", "region"),
    [
        ("LV", "Postcode", "Province or region"),
        ("UA", "Postcode", "Oblast"),
        ("AM", "Postcode", "Province or region"),
        ("IR", "Postcode", "Province or region"),
        ("IE", "Eircode", "County"),
        ("US", "ZIP code", "State"),
        ("IN", "PIN code", "State"),
    ],
)
def test_postcode_and_region_are_called_what_the_country_calls_them(
    country: str, postcode: str, region: str
) -> None:
    labels = {field.name: field.label for field in address_fields(country)}

    assert labels["postcode"] == postcode
    assert labels["region"] == region


def test_every_country_has_fields_and_answers_any_postcode() -> None:
    for country in COUNTRIES:
        assert {"name", "street"} <= {field.name for field in address_fields(country)}
        postcode_problem(country, "")
        postcode_problem(country, "?")


@pytest.mark.parametrize(
    ("country", "postcode"),
    [
        ("LV", "LV-1010"),
        ("LV", "1010"),
        ("LV", " lv 1010 "),
        ("DE", "10115"),
        ("DE", "D-10115"),
        ("GB", "SW1A 1AA"),
        ("GB", "sw1a1aa"),
        ("UA", "01001"),
        ("AM", "0010"),
        ("AM", ""),
        ("IR", "11936-12345"),
        ("IR", "1193612345"),
        ("IR", "۱۱۹۳۶۱۲۳۴۵"),
        ("IR", ""),
        ("IE", "D02 AF30"),
        ("IE", "d02af30"),
        ("IE", ""),
        ("US", "95014"),
        ("US", "22162-1010"),
        ("US", "221621010"),
        ("PL", "00950"),
        ("LT", "LT-01103"),
        ("FI", "FIN-00100"),
        ("HK", "anything"),
    ],
)
def test_a_postcode_may_be_written_in_any_usual_way(
    country: str, postcode: str
) -> None:
    assert postcode_problem(country, postcode) is None


@pytest.mark.parametrize(
    ("country", "postcode", "example"),
    [
        ("LV", "101", "LV-1073"),
        ("LV", "10100", "LV-1073"),
        ("LV", "EE-1010", "LV-1073"),
        ("DE", "1011", "26133"),
        ("GB", "SW1A", "EC1Y 8SY"),
        ("UA", "0100", "15432"),
        ("AM", "00", "0010"),
        ("IR", "11936", "11936-12345"),
        ("IE", "D02", "A65 F4E2"),
        ("US", "9501", "95014"),
    ],
)
def test_a_wrong_postcode_is_answered_with_an_example(
    country: str, postcode: str, example: str
) -> None:
    problem = postcode_problem(country, postcode)

    assert problem == f"Check the postcode. It should look like {example}."


@pytest.mark.parametrize("country", ["LV", "DE", "GB", "UA", "US"])
def test_a_postcode_is_asked_for_where_the_post_needs_it(country: str) -> None:
    assert postcode_problem(country, "  ") == "Enter the postcode."


@pytest.mark.parametrize(
    ("country", "fields", "lines"),
    [
        (
            "LV",
            {
                "postcode": "LV-1010",
                "city": "Rīga",
                "street": "Brīvības iela 1\ndzīvoklis 5",
                "name": "Anna Ozola",
                "region": "",
            },
            ["Anna Ozola", "Brīvības iela 1", "dzīvoklis 5", "Rīga, LV-1010"],
        ),
        (
            "DE",
            {
                "name": "jörg de Vries",
                "company": "Linde GmbH",
                "street": "Am Markt 3",
                "postcode": "10115",
                "city": "Berlin",
            },
            ["jörg de Vries", "Linde GmbH", "Am Markt 3", "10115 Berlin"],
        ),
        (
            "GB",
            {
                "name": "Ann Lee",
                "street": "1 High St",
                "city": "London",
                "postcode": "sw1a 1aa",
            },
            ["Ann Lee", "1 High St", "London", "sw1a 1aa"],
        ),
        (
            "UA",
            {
                "name": "Олена Коваль",
                "street": "вул. Хрещатик, 22",
                "city": "Київ",
                "postcode": "01001",
            },
            ["Олена Коваль", "вул. Хрещатик, 22", "Київ", "01001"],
        ),
        (
            "AM",
            {
                "name": "Անի Սարգսյան",
                "street": "Աբովյան 10",
                "city": "Երևան",
                "postcode": "0010",
            },
            ["Անի Սարգսյան", "Աբովյան 10", "0010", "Երևան"],
        ),
        (
            "IR",
            {
                "name": "سارا کریمی",
                "region": "استان تهران",
                "city": "تهران",
                "street": "خیابان ولیعصر ۱۲",
                "postcode": "۱۱۹۳۶۱۲۳۴۵",
            },
            [
                "سارا کریمی",
                "استان تهران",
                "تهران",
                "خیابان ولیعصر ۱۲",
                "۱۱۹۳۶۱۲۳۴۵",
            ],
        ),
        (
            "IE",
            {
                "name": "Aoife Byrne",
                "street": "5 Main Street",
                "district": "Dromin",
                "city": "Ardee",
                "region": "Co. Louth",
                "postcode": "A92 X7K1",
            },
            [
                "Aoife Byrne",
                "5 Main Street",
                "Dromin",
                "Ardee",
                "Co. Louth",
                "A92 X7K1",
            ],
        ),
        (
            "US",
            {
                "name": "Sam Hill",
                "street": "1 Infinite Loop",
                "city": "Cupertino",
                "region": "CA",
                "postcode": "95014",
            },
            ["Sam Hill", "1 Infinite Loop", "Cupertino, CA 95014"],
        ),
    ],
)
def test_an_address_is_written_in_the_order_of_the_country(
    country: str, fields: dict[str, str], lines: list[str]
) -> None:
    assert format_address(fields, country) == lines


def test_the_second_line_of_the_street_follows_the_first() -> None:
    fields = {
        "name": "Anna Ozola",
        "street": "Brīvības iela 1",
        "street2": "dzīvoklis 5",
        "city": "Rīga",
        "postcode": "LV-1010",
        "country": "LV",
    }

    assert format_address(fields, "LV") == [
        "Anna Ozola",
        "Brīvības iela 1",
        "dzīvoklis 5",
        "Rīga, LV-1010",
    ]


def test_separators_stand_only_between_filled_fields() -> None:
    assert format_address({"city": "Cupertino", "postcode": "95014"}, "US") == [
        "Cupertino 95014"
    ]
    assert format_address({"region": "CA"}, "US") == ["CA"]
    assert format_address({"name": "Ann", "city": " "}, "LV") == ["Ann"]


def test_letters_before_a_postcode_are_written_once() -> None:
    assert format_address({"postcode": "01103", "city": "Vilnius"}, "LT") == [
        "LT-01103 Vilnius"
    ]
    assert format_address({"postcode": "LT-01103", "city": "Vilnius"}, "LT") == [
        "LT-01103 Vilnius"
    ]
    assert format_address({"city": "Vilnius"}, "LT") == ["Vilnius"]


def test_a_field_the_country_does_not_know_is_not_lost() -> None:
    fields = {"street": "Am Markt 3", "city": "Berlin", "region": "Mitte"}

    assert format_address(fields, "DE") == ["Am Markt 3", "Berlin", "Mitte"]


def test_the_order_follows_the_script_the_customer_writes() -> None:
    local = {"name": "王伟", "street": "长安街1号", "city": "北京市", "region": "北京"}
    latin = {"name": "Wang Wei", "street": "1 Chang'an", "region": "Beijing"}

    assert format_address(local, "CN") == ["北京北京市", "长安街1号", "王伟"]
    assert format_address(latin, "CN") == ["Wang Wei", "1 Chang'an", "Beijing"]


def test_labels_are_in_the_active_language_of_the_moment() -> None:
    with translation.override("en"):
        assert address_fields("LV")[0].label == "Full name"
