from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.transfer.tests.files import content_of, real, told


def test_a_line_without_header_is_a_book(tmp_path: Path) -> None:
    path = tmp_path / "books.csv"
    path.write_text(
        "Book,Books > Fiction,9780553380958,Snow Crash,A novel,Partner,S1,17.99,51\n"
        "Book,Books,9780553380958,Snow Crash,A novel,Partner,S1,15.99,2\n"
        "Book,Books,123,Zero,A novel,Partner,S2,9.99,2\n",
    )

    content = content_of(path)

    crash, zero = content.products
    assert (crash.line, crash.title, crash.categories) == (
        1,
        "Snow Crash",
        (("Books", "Fiction"),),
    )
    [variant] = crash.variants
    assert (variant.gtin, variant.price, variant.stock) == (
        "9780553380958",
        Decimal("17.99"),
        51,
    )
    assert zero.variants[0].gtin == ""
    assert told(content.problems) == [
        (2, "sku", "The SKU “S1” is already on line 1; this one was refused."),
        (3, "isbn", "“123” is not a valid GTIN, EAN or ISBN; it was left out."),
    ]


@pytest.mark.parametrize(
    ("name", "books", "cleaned"),
    [("computers-in-fiction", 86, 0), ("essential", 82, 2), ("hacking", 33, 0)],
)
def test_a_real_list_is_read_whole(name: str, books: int, cleaned: int) -> None:
    content = content_of(real(f"catalog-oscar/books.{name}.csv"))

    assert len(content.products) == len(content.variants) == books
    assert all(variant.gtin for variant in content.variants)
    assert [p.column for p in content.problems] == ["description"] * cleaned
    assert content.refusals == []
