from __future__ import annotations

import json
import os
from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from catalog.pricing.vat_table import VatRow, read_vat_table
from shop.places.countries import EU

TODAY = date(2026, 11, 22)
COUNTRIES = EU | {"GB", "NO", "CH", "UA", "AM", "IR"}
CLASSES = {"standard", "reduced", "super_reduced", "books", "food", "zero"}
PUBLISHED = (
    Path(__file__).parents[4] / "shared/data/vat-rates/vatnode-eu-vat-rates-data.json"
)


def rate(country: str, vat_class: str, day: date = TODAY) -> Decimal | None:
    rates = [
        row.rate
        for row in read_vat_table()
        if (row.country, row.vat_class) == (country, vat_class) and row.applies_on(day)
    ]
    assert len(rates) <= 1
    return rates[0] if rates else None


def test_no_two_periods_of_a_country_and_class_overlap() -> None:
    periods: dict[tuple[str, str], list[VatRow]] = defaultdict(list)
    for row in read_vat_table():
        periods[row.country, row.vat_class].append(row)

    for rows in periods.values():
        rows.sort(key=lambda row: row.valid_from)
        for earlier, later in pairwise(rows):
            assert earlier.valid_until is not None, later
            assert earlier.valid_until <= later.valid_from, later


def test_every_row_is_a_rate_of_a_known_class_with_its_source() -> None:
    for row in read_vat_table():
        assert row.country in COUNTRIES, row
        assert row.vat_class in CLASSES, row
        assert 0 <= row.rate <= 27, row
        assert row.valid_until is None or row.valid_from < row.valid_until, row
        assert row.source, row


def test_a_rate_ends_before_the_day_it_is_valid_until() -> None:
    row = VatRow(
        country="EE",
        vat_class="standard",
        rate=Decimal(22),
        valid_from=date(2024, 1, 1),
        valid_until=date(2025, 7, 1),
        source="ibericode",
    )

    assert not row.applies_on(date(2023, 12, 31))
    assert row.applies_on(date(2024, 1, 1))
    assert row.applies_on(date(2025, 6, 30))
    assert not row.applies_on(date(2025, 7, 1))


def test_standard_rates_of_november_2026() -> None:
    standard = {country: rate(country, "standard") for country in COUNTRIES}

    assert standard == {
        country: Decimal(text)
        for country, text in {
            "AT": "20", "BE": "21", "BG": "20", "CY": "19", "CZ": "21", "DE": "19",
            "DK": "25", "EE": "24", "ES": "21", "FI": "25.5", "FR": "20", "GR": "24",
            "HR": "25", "HU": "27", "IE": "23", "IT": "22", "LT": "21", "LU": "17",
            "LV": "21", "MT": "18", "NL": "21", "PL": "23", "PT": "23", "RO": "21",
            "SE": "25", "SI": "22", "SK": "23", "GB": "20", "NO": "25", "CH": "8.1",
            "UA": "20", "AM": "20", "IR": "10",
        }.items()
    }  # fmt: skip


@pytest.mark.parametrize(
    ("country", "vat_class", "first_day", "before", "since"),
    [
        ("EE", "standard", date(2024, 1, 1), "20", "22"),
        ("EE", "standard", date(2025, 7, 1), "22", "24"),
        ("SK", "standard", date(2025, 1, 1), "20", "23"),
        ("SK", "reduced", date(2025, 1, 1), "10", "19"),
        ("SK", "books", date(2025, 1, 1), "10", "5"),
        ("RO", "standard", date(2025, 8, 1), "19", "21"),
        ("RO", "reduced", date(2025, 8, 1), "9", "11"),
        ("RO", "books", date(2025, 8, 1), "5", "11"),
        ("FI", "standard", date(2024, 9, 1), "24", "25.5"),
        ("FI", "food", date(2026, 1, 1), "14", "13.5"),
        ("FI", "books", date(2025, 1, 1), "10", "14"),
        ("LT", "reduced", date(2026, 1, 1), "9", "12"),
        ("LT", "books", date(2026, 1, 1), "9", "5"),
        ("AT", "super_reduced", date(2026, 7, 1), None, "4.9"),
        ("SE", "food", date(2026, 4, 1), "12", "6"),
        ("SE", "food", date(2028, 1, 1), "6", "12"),
        ("CY", "books", date(2023, 7, 21), "5", "3"),
        ("CZ", "books", date(2024, 1, 1), "10", "0"),
        ("DE", "standard", date(2020, 7, 1), "19", "16"),
        ("DE", "standard", date(2021, 1, 1), "16", "19"),
        ("IE", "standard", date(2021, 3, 1), "21", "23"),
        ("LU", "standard", date(2024, 1, 1), "16", "17"),
        ("CH", "standard", date(2024, 1, 1), "7.7", "8.1"),
        ("IR", "standard", date(2024, 3, 20), "9", "10"),
        ("LV", "standard", date(2012, 7, 1), None, "21"),
    ],
)
def test_a_rate_changes_on_its_day(
    country: str, vat_class: str, first_day: date, before: str | None, since: str
) -> None:
    day_before = date.fromordinal(first_day.toordinal() - 1)

    assert rate(country, vat_class, day_before) == (before and Decimal(before))
    assert rate(country, vat_class, first_day) == Decimal(since)


@pytest.mark.parametrize(
    ("country", "vat_class", "expected"),
    [
        ("EE", "books", "9"),
        ("LV", "reduced", "12"),
        ("LV", "books", "5"),
        ("DE", "food", "7"),
        ("AT", "reduced", "10"),
        ("IE", "super_reduced", "4.8"),
        ("FR", "super_reduced", "2.1"),
        ("GB", "reduced", "5"),
        ("GB", "zero", "0"),
        ("GB", "books", "0"),
        ("NO", "food", "15"),
        ("NO", "zero", "0"),
        ("CH", "reduced", "2.6"),
        ("UA", "reduced", "7"),
        ("UA", "zero", "0"),
        ("AM", "zero", "0"),
    ],
)
def test_other_rates_of_november_2026(
    country: str, vat_class: str, expected: str
) -> None:
    assert rate(country, vat_class) == Decimal(expected)


@pytest.mark.parametrize(
    ("country", "vat_class"),
    [
        ("DK", "reduced"),
        ("LV", "food"),
        ("PL", "super_reduced"),
        ("PT", "super_reduced"),
        ("GR", "super_reduced"),
    ],
)
def test_what_a_country_does_not_have_is_left_to_the_standard_rate(
    country: str, vat_class: str
) -> None:
    assert rate(country, vat_class) is None


@pytest.fixture
def published() -> dict[str, Any]:
    if not PUBLISHED.exists():
        reason = f"the published table is not at {PUBLISHED}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    table: dict[str, dict[str, Any]] = json.loads(
        PUBLISHED.read_text(), parse_float=Decimal
    )
    return table["rates"]


def test_todays_standard_rates_agree_with_the_published_table(
    published: dict[str, Any],
) -> None:
    ours = {country: rate(country, "standard") for country in COUNTRIES}

    assert ours == {
        "AM": Decimal(20),
        "IR": Decimal(10),
        **{
            country: published[country]["standard"]
            for country in COUNTRIES - {"AM", "IR"}
        },
    }


def test_todays_other_rates_are_in_the_published_table(
    published: dict[str, Any],
) -> None:
    for row in read_vat_table():
        # The published table lists no zero rates and lacks Ireland's 4.8.
        is_listed = row.rate and (row.country, row.rate) != ("IE", Decimal("4.8"))
        if row.vat_class == "standard" or not row.applies_on(TODAY) or not is_listed:
            continue
        theirs = published[row.country]
        assert row.rate in [*theirs["reduced"], theirs["super_reduced"]], row
