from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.transfer.rows import Row, paragraphs, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.50", "12.50"),
        ("12,50", "12.50"),
        (".5", "0.5"),
        ("1,299.00", "1299.00"),
        ("1.299,00", "1299.00"),
        ("1 299", "1299"),
        ("-3", "-3"),
    ],
)
def test_a_number_is_understood(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["1,299", "", ".", "1.2.3", "1e5", "NaN", "£5", "1,2,3"]
)
def test_what_could_be_two_numbers_or_none_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("4006381333931", "4006381333931"),
        ("'0012345678905", "0012345678905"),
        ("0-306-40615-2", "9780306406157"),
        ("96385074", "96385074"),
        ("4006381333930", ""),
        ("9.78E+12", ""),
        ("", ""),
    ],
)
def test_a_gtin_counts_only_with_its_check_digit(text: str, gtin: str) -> None:
    row = Row(7, {"barcode": text})

    assert row.gtin("barcode") == gtin
    assert [p.line for p in row.problems] == ([7] if text and not gtin else [])


def test_lines_without_blocks_become_paragraphs() -> None:
    assert paragraphs("one\ntwo\n\n<b>three</b>") == (
        "<p>one<br>two</p><p><b>three</b></p>"
    )
    assert paragraphs("<ul><li>one</li></ul>") == "<ul><li>one</li></ul>"


def test_what_nobody_reads_is_left_over() -> None:
    row = Row(7, {"a": "1", "b": "2", "c": " "})
    row.text("a")

    assert list(row.leftovers()) == [("b", "2")]


@pytest.mark.parametrize(
    ("weight", "unit", "grams"),
    [("1", "kg", 1000), ("2", "lbs", 907), ("8", "oz", 227), ("0", "kg", None)],
)
def test_weights_become_grams(weight: str, unit: str, grams: int | None) -> None:
    row = Row(7, {"weight": weight})

    assert row.grams("weight", unit) == grams
    assert row.problems == []


@pytest.mark.parametrize(
    ("weight", "unit"), [("1", "stone"), ("0.0001", "kg"), ("99999999", "kg")]
)
def test_a_weight_that_cannot_be_kept_is_told(weight: str, unit: str) -> None:
    row = Row(7, {"weight": weight})

    assert row.grams("weight", unit) is None
    assert [problem.column for problem in row.problems] == ["weight"]
