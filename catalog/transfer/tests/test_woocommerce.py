from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.transfer.records import (
    Choice,
    DownloadRecord,
    Kind,
    PartRecord,
    PictureRecord,
    Specification,
)
from catalog.transfer.tests.files import Content, content_of, real, told

COLUMNS = (
    "ID", "Type", "SKU", "Name", "Published", "Regular price", "Sale price",
    "Date sale price starts", "Date sale price ends", "Stock", "In stock?", "Parent",
    "Grouped products", "External URL", "Images", "Weight (lbs)", "Length (in)",
    "Categories", "Attribute 1 name", "Attribute 1 value(s)", "Attribute 2 name",
    "Attribute 2 value(s)", "Attribute 1 default", "Download 1 name", "Download 1 URL",
)  # fmt: skip


ReadRows = Callable[..., Content]


@pytest.fixture
def read_rows(tmp_path: Path) -> ReadRows:
    def read_rows(*rows: dict[str, str]) -> Content:
        lines = [";".join(COLUMNS)]
        lines += [";".join(row.get(name, "") for name in COLUMNS) for row in rows]
        path = tmp_path / "products.csv"
        path.write_text("\r\n".join([*lines, ""]), encoding="utf-8")
        return content_of(path)

    return read_rows


def row(kind: str, sku: str, price: str = "", **more: str) -> dict[str, str]:
    cells = {name.replace("_", " "): value for name, value in more.items()}
    named = {"Type": kind, "SKU": sku, "Name": sku.title(), "Regular price": price}
    return named | cells


def colour(value: str, size: str | None = None) -> dict[str, str]:
    cells = {"Attribute 1 name": "Colour", "Attribute 1 value(s)": value}
    if size is not None:
        cells |= {"Attribute 2 name": "Size", "Attribute 2 value(s)": size}
    return cells


def test_a_simple_product_in_pounds_and_inches(read_rows: ReadRows) -> None:
    content = read_rows(
        row("simple", "mug", "12")
        | {"Weight (lbs)": ".5", "Length (in)": "4", "Categories": "Home > Mugs, New"}
        | {"Images": "https://x.lv/a.jpg, https://x.lv/b.jpg"}
        | colour("Red, Blue"),
    )

    assert content.problems == []
    [mug] = content.products
    assert (mug.variants[0].weight_g, mug.variants[0].length_mm) == (227, 102)
    assert mug.categories == (("Home", "Mugs"), ("New",))
    assert mug.pictures == (
        PictureRecord("https://x.lv/a.jpg", position=0),
        PictureRecord("https://x.lv/b.jpg", position=1),
    )
    assert mug.specifications == (Specification("Colour", "Red, Blue"),)


def test_a_sale_has_the_regular_price_beside_it_and_its_dates(
    read_rows: ReadRows,
) -> None:
    content = read_rows(
        row("simple", "mug", "12")
        | {"Sale price": "9", "Date sale price starts": "2026-01-01"}
        | {"Date sale price ends": "2026-01-31"},
    )

    [variant] = content.variants
    assert (variant.price, variant.compare_at) == (Decimal(9), Decimal(12))
    assert variant.sale_from == datetime(2026, 1, 1, tzinfo=UTC)
    assert variant.sale_until == datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)


def test_a_sale_that_is_not_cheaper_is_left_out(read_rows: ReadRows) -> None:
    content = read_rows(row("simple", "mug", "12") | {"Sale price": "12"})

    assert (content.variants[0].price, content.variants[0].compare_at) == (
        Decimal(12),
        None,
    )
    assert told(content.problems) == [
        (
            2,
            "Sale price",
            "The sale price 12 is not below the price 12; it was left out.",
        ),
    ]


def test_variations_find_their_parent_by_sku_and_by_id(read_rows: ReadRows) -> None:
    content = read_rows(
        row("variation", "mug-blue", "11", Parent="id:7") | colour("Blue"),
        row("variable", "mug", ID="7") | colour("Red, Blue"),
        row("variation", "mug-red", "12", Parent="mug") | colour("Red"),
    )

    assert content.problems == []
    [mug] = content.products
    assert (mug.kind, mug.options, mug.sku) == (Kind.OPTIONS, ("Colour",), "mug")
    assert [(v.sku, v.choices) for v in mug.variants] == [
        ("mug-blue", (Choice("Colour", "Blue"),)),
        ("mug-red", (Choice("Colour", "Red"),)),
    ]


def test_any_size_becomes_a_variant_for_each_size_and_shares_the_stock(
    read_rows: ReadRows,
) -> None:
    content = read_rows(
        row("variable", "mug") | colour("Red, Blue", "S, L"),
        row("variation", "mug-red", "12", Parent="mug", Stock="5") | colour("Red", ""),
        row("variation", "mug-blue", "9", Parent="mug") | colour("Blue", "S"),
    )

    assert [(v.sku, v.stock) for v in content.variants] == [
        ("mug-red-S", 3),
        ("mug-red-L", 2),
        ("mug-blue", None),
    ]
    assert told(content.problems) == [
        (
            3,
            "SKU",
            (
                "“mug-red” is sold in any Size; one variant was made for each: "
                "mug-red-S, mug-red-L."
            ),
        ),
        (3, "Stock", "The stock of 5 was shared out among mug-red-S, mug-red-L."),
    ]


def test_what_has_a_variation_of_its_own_is_not_part_of_any(
    read_rows: ReadRows,
) -> None:
    content = read_rows(
        row("variable", "mug") | colour("Red", "S, L"),
        row("variation", "mug-any", "12", Parent="mug") | colour("Red", ""),
        row("variation", "mug-l", "15", Parent="mug") | colour("Red", "L"),
    )

    assert [(v.sku, v.price) for v in content.variants] == [
        ("mug-any", Decimal(12)),
        ("mug-l", Decimal(15)),
    ]
    assert content.variants[0].choices == (Choice("Colour", "Red"), Choice("Size", "S"))


def test_a_variation_without_its_parent_is_refused(read_rows: ReadRows) -> None:
    content = read_rows(
        row("variation", "mug-red", "12", Parent="mug") | colour("Red"),
        row("simple", "cup", "5"),
    )

    assert [product.key for product in content.products] == ["cup"]
    assert told(content.refusals) == [
        (2, "Parent", "“mug” is not in this file; the row was refused."),
    ]


def test_the_default_choice_is_the_default_variant(read_rows: ReadRows) -> None:
    content = read_rows(
        row("variable", "mug") | colour("Red, Blue") | {"Attribute 1 default": "blue"},
        row("variation", "mug-red", "12", Parent="mug") | colour("Red"),
        row("variation", "mug-blue", "12", Parent="mug") | colour("Blue"),
    )

    assert [variant.is_default for variant in content.variants] == [False, True]


def test_a_variation_weighs_what_its_parent_weighs(read_rows: ReadRows) -> None:
    content = read_rows(
        row("variable", "mug") | colour("Red") | {"Weight (lbs)": "2"},
        row("variation", "mug-red", "12", Parent="mug") | colour("Red"),
    )

    assert content.variants[0].weight_g == 907


def test_grouped_external_and_downloaded_products(read_rows: ReadRows) -> None:
    content = read_rows(
        row("grouped", "set") | {"Grouped products": "mug| cup".replace("|", ",")},
        row("external", "flag", "9") | {"External URL": "https://elsewhere.lv/flag"},
        row("simple, downloadable, virtual", "song", "1")
        | {"Download 1 name": "Song", "Download 1 URL": "https://x.lv/song.mp3"},
    )

    assert content.problems == []
    group, flag, song = content.products
    assert (group.kind, group.parts) == (
        Kind.GROUPED,
        (PartRecord("mug"), PartRecord("cup")),
    )
    assert (group.variants, group.sku) == ((), "set")
    assert (flag.kind, flag.external_url) == (
        Kind.EXTERNAL,
        "https://elsewhere.lv/flag",
    )
    assert flag.variants[0].price == 9
    assert song.downloads == (DownloadRecord("Song", "https://x.lv/song.mp3"),)
    assert song.variants[0].ships is False


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (row("grouped", "set"), "Grouped products"),
        (row("external", "flag", "9"), "External URL"),
        (row("subscription", "paper", "9"), "Type"),
        (row("simple", "mug"), "Regular price"),
        (row("simple", "mug", "9") | {"Name": ""}, "Name"),
    ],
)
def test_what_cannot_be_sold_is_refused(
    read_rows: ReadRows, cells: dict[str, str], column: str
) -> None:
    content = read_rows(cells)

    assert content.products == []
    assert [(p.line, p.column) for p in content.refusals] == [(2, column)]


def test_sold_out_without_a_figure_is_a_stock_of_none(read_rows: ReadRows) -> None:
    content = read_rows(row("simple", "mug", "9") | {"In stock?": "0"})

    assert (content.variants[0].stock, content.variants[0].tracks_stock) == (0, True)
    assert [problem.column for problem in content.problems] == ["In stock?"]


@pytest.mark.parametrize(
    ("name", "kinds", "variants"),
    [
        ("sample_products", (14, 2, 1, 1), 15 + 3 * 3 + 4),
        ("classic_sample_products", (11, 2, 1, 1), 12 + 3 * 3 + 6),
        ("experimental_sample_9_products", (6, 0, 1, 0), 6),
        ("experimental_fashion_sample_9_products", (8, 0, 0, 0), 8),
    ],
)
def test_a_real_export_is_read_whole(
    name: str, kinds: tuple[int, ...], variants: int
) -> None:
    content = content_of(real(f"catalog-woocommerce/{name}.csv"))

    found = [product.kind for product in content.products]
    order = (Kind.SIMPLE, Kind.OPTIONS, Kind.GROUPED, Kind.EXTERNAL)
    assert tuple(map(found.count, order)) == kinds
    assert len(content.variants) == variants


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("sample_products", []),
        ("classic_sample_products", []),
        ("experimental_sample_9_products", [2, 3]),
        ("experimental_fashion_sample_9_products", [5]),
    ],
)
def test_only_rows_without_a_price_are_refused_in_a_real_export(
    name: str, refused: list[int]
) -> None:
    content = content_of(real(f"catalog-woocommerce/{name}.csv"))

    assert [(p.line, p.column) for p in content.refusals] == [
        (line, "Regular price") for line in refused
    ]


def test_all_that_is_left_out_of_a_real_export_is_told() -> None:
    content = content_of(real("catalog-woocommerce/sample_products.csv"))

    assert [(p.line, p.column) for p in content.problems] == [
        (16, "SKU"),
        (17, "SKU"),
        (18, "SKU"),
        (14, "Download expiry days"),
        (14, "Download limit"),
        (2, "Meta: _wpcom_is_markdown"),
    ]
    on_sale = [v for v in content.variants if v.compare_at is not None]
    assert len(on_sale) == 7
    [tee] = [p for p in content.products if p.key == "woo-vneck-tee"]
    assert tee.options == ("Color", "Size")
