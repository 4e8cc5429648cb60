from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.transfer.records import Backorders, Choice, Kind, PictureRecord
from catalog.transfer.tests.files import Content, content_of, real, told

HEADER = (
    "Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant SKU,"
    "Variant Inventory Tracker,Variant Inventory Qty,Variant Price,"
    "Variant Compare At Price,Variant Barcode,Image Src"
)


ReadRows = Callable[..., Content]


@pytest.fixture
def read_rows(tmp_path: Path) -> ReadRows:
    def read_rows(*rows: str, header: str = HEADER) -> Content:
        path = tmp_path / "products.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return content_of(path)

    return read_rows


def test_rows_of_a_handle_become_one_product_with_its_variants(
    read_rows: ReadRows,
) -> None:
    content = read_rows(
        "mug,Mug,<p>A mug</p>,Size,S,M-S,shopify,3,9.50,12,4006381333931,https://x.lv/a.jpg",
        "mug,,,,L,M-L,shopify,0,11,,,",
        "mug,,,,,,,,,,,https://x.lv/b.jpg",
    )

    assert content.problems == []
    [mug] = content.products
    assert (mug.key, mug.title, mug.description) == ("mug", "Mug", "<p>A mug</p>")
    assert mug.kind is Kind.OPTIONS
    assert mug.options == ("Size",)
    assert [variant.sku for variant in mug.variants] == ["M-S", "M-L"]
    small = mug.variants[0]
    assert small.choices == (Choice("Size", "S"),)
    assert (small.price, small.compare_at) == (Decimal("9.50"), Decimal(12))
    assert (small.stock, small.tracks_stock) == (3, True)
    assert small.backorders is Backorders.DENY
    assert small.gtin == "4006381333931"
    assert mug.pictures == (
        PictureRecord("https://x.lv/a.jpg", position=0),
        PictureRecord("https://x.lv/b.jpg", position=1),
    )


def test_rows_of_a_product_may_stand_apart(read_rows: ReadRows) -> None:
    content = read_rows(
        "mug,Mug,,Size,S,M-S,,,9,,,",
        "cup,Cup,,Title,Default Title,C,,,5,,,",
        "mug,,,,L,M-L,,,11,,,",
    )

    assert [(p.key, p.line, len(p.variants)) for p in content.products] == [
        ("cup", 3, 1),
        ("mug", 2, 2),
    ]


def test_size_in_capitals_is_the_same_option(read_rows: ReadRows) -> None:
    content = read_rows(
        "mug,Mug,,Size,S,M-S,,,9,,,",
        "cup,Cup,,SIZE,S,C-S,,,9,,,",
    )

    assert [product.options for product in content.products] == [("Size",), ("Size",)]
    assert told(content.problems) == [
        (3, "Option1 Name", "The option “SIZE” was written “Size”, as on line 2."),
    ]


def test_negative_stock_is_none_at_all(read_rows: ReadRows) -> None:
    content = read_rows("mug,Mug,,,,M,shopify,-4,9,,,")

    assert content.variants[0].stock == 0
    assert told(content.problems) == [
        (2, "Variant Inventory Qty", "The stock is -4; 0 was taken."),
    ]


@pytest.mark.parametrize("earlier", ["9", "8.50"])
def test_an_earlier_price_that_is_not_higher_is_left_out(
    read_rows: ReadRows, earlier: str
) -> None:
    content = read_rows(f"mug,Mug,,,,M,,,9,{earlier},,")

    assert content.variants[0].compare_at is None
    assert told(content.problems) == [
        (
            2,
            "Variant Compare At Price",
            f"The earlier price {earlier} is not above the price 9; it was left out.",
        ),
    ]


def test_a_price_of_nothing_is_kept_but_cannot_be_bought(read_rows: ReadRows) -> None:
    content = read_rows("mug,Mug,,,,M,,,0.00,,,")

    [variant] = content.variants
    assert (variant.price, variant.is_sellable) == (Decimal(0), False)
    assert [(p.column, p.is_fatal) for p in content.problems] == [
        ("Variant Price", False),
    ]


@pytest.mark.parametrize("price", ["", "-1", "cheap", "1,299", "NaN", "1e3", "9" * 12])
def test_a_variant_without_a_price_is_refused_and_the_others_stay(
    read_rows: ReadRows, price: str
) -> None:
    content = read_rows(
        "mug,Mug,,Size,S,M-S,,,9,,,",
        f'mug,,,,L,M-L,,,"{price}",,,',
    )

    assert [variant.sku for variant in content.variants] == ["M-S"]
    [refusal] = content.refusals
    assert (refusal.line, refusal.column, refusal.value) == (3, "Variant Price", price)


def test_a_product_left_without_variants_is_refused(read_rows: ReadRows) -> None:
    content = read_rows(
        "mug,Mug,,,,M,,,,,,",
        "mug,,,,,,,,,,,https://x.lv/b.jpg",
        "cup,Cup,,,,C,,,5,,,",
    )

    assert [product.key for product in content.products] == ["cup"]
    assert [(p.line, p.column) for p in content.refusals] == [
        (2, "Variant Price"),
        (3, "Handle"),
    ]


def test_a_repeated_sku_is_refused_and_named_with_its_first_line(
    read_rows: ReadRows,
) -> None:
    content = read_rows("mug,Mug,,,,M,,,9,,,", "cup,Cup,,,,M,,,5,,,")

    assert [product.key for product in content.products] == ["mug"]
    assert told(content.refusals) == [
        (3, "Variant SKU", "The SKU “M” is already on line 2; this one was refused."),
    ]


def test_variants_that_cannot_be_told_apart_are_refused(read_rows: ReadRows) -> None:
    content = read_rows("mug,Mug,,Size,S,M-1,,,9,,,", "mug,,,,S,M-2,,,9,,,")

    assert [variant.sku for variant in content.variants] == ["M-1"]
    assert told(content.refusals) == [
        (
            3,
            "Option1 Value",
            "Line 2 already has the variant “S”; this one was refused.",
        ),
    ]


def test_a_variant_without_its_option_is_refused(read_rows: ReadRows) -> None:
    content = read_rows("mug,Mug,,Size,S,M-1,,,9,,,", "mug,,,,,M-2,,,9,,,")

    assert [variant.sku for variant in content.variants] == ["M-1"]
    assert [(p.line, p.column) for p in content.refusals] == [(3, "Option1 Value")]


def test_a_bad_gtin_is_left_out(read_rows: ReadRows) -> None:
    content = read_rows("mug,Mug,,,,M,,,9,,4006381333932,")

    assert content.variants[0].gtin == ""
    assert told(content.problems) == [
        (
            2,
            "Variant Barcode",
            "“4006381333932” is not a valid GTIN, EAN or ISBN; it was left out.",
        ),
    ]


def test_script_and_frame_go_and_are_told(read_rows: ReadRows) -> None:
    content = read_rows(
        "mug,Mug,<p onclick=x()>A mug<script>steal()</script>"
        "<iframe src=//evil></iframe></p>,,,M,,,9,,,",
    )

    assert content.products[0].description == "<p>A mug</p>"
    assert told(content.problems) == [
        (
            2,
            "Body (HTML)",
            (
                "For safety this was removed from the text: "
                "<iframe>, <script>, onclick, src."
            ),
        ),
    ]


def test_a_made_up_sku_is_told(read_rows: ReadRows) -> None:
    content = read_rows("mug,Mug,,Size,S/M,,,,9,,,", "mug,,,,S M,,,,9,,,")

    assert [v.sku for v in content.variants] == ["MUG-S-M", "MUG-S-M-2"]
    assert [(p.line, p.column) for p in content.problems] == [
        (2, "Variant SKU"),
        (3, "Variant SKU"),
    ]


def test_an_unknown_column_is_told_once_with_its_first_value(
    read_rows: ReadRows,
) -> None:
    content = read_rows(
        "mug,Mug,,,,M,,,9,,,,",
        "cup,Cup,,,,C,,,9,,,,blue moon",
        "pot,Pot,,,,P,,,9,,,,new moon",
        header=f"{HEADER},Moon",
    )

    assert len(content.products) == 3
    assert told(content.problems) == [
        (
            3,
            "Moon",
            "Nothing here holds this column; 2 of its values were left out.",
        ),
    ]
    assert content.problems[0].value == "blue moon"


def test_a_line_is_the_one_where_the_row_begins(read_rows: ReadRows) -> None:
    content = read_rows(
        'mug,Mug,"<p>one</p>\n\n<p>two</p>",,,M,,,9,,,',
        "cup,Cup,,,,C,shopify,-1,9,,,",
    )

    assert [product.line for product in content.products] == [2, 5]
    assert [problem.line for problem in content.problems] == [5]


def test_a_row_that_is_too_long_is_refused_and_the_next_is_read(
    read_rows: ReadRows,
) -> None:
    content = read_rows("mug,Mug,,,,M,,,9,,,,,lost", "cup,Cup,,,,C,,,5,,,")

    assert [product.key for product in content.products] == ["cup"]
    assert told(content.refusals) == [
        (2, "", "The row has 14 cells, the header only 12; it was refused."),
    ]


def test_a_quote_that_is_never_closed_refuses_only_what_it_swallows(
    read_rows: ReadRows,
) -> None:
    content = read_rows("mug,Mug,,,,M,,,9,,,", 'cup,"Cup,,,,C,,,5,,,')

    assert [product.key for product in content.products] == ["mug"]
    assert [(p.line, p.is_fatal) for p in content.problems] == [(3, True)]


def test_a_row_without_a_handle_is_refused(read_rows: ReadRows) -> None:
    content = read_rows(",Mug,,,,M,,,9,,,", "cup,Cup,,,,C,,,5,,,")

    assert [product.key for product in content.products] == ["cup"]
    assert [(p.line, p.column) for p in content.refusals] == [(2, "Handle")]


def test_headers_of_the_newer_export_are_known(read_rows: ReadRows) -> None:
    content = read_rows(
        "Mug,mug,A mug,active,M,4006381333931,,,9.50,12,3,DENY,250",
        "Jug,jug,A jug,draft,J,,,,9.50,,3,CONTINUE,900",
        header="Title,URL handle,Description,Status,SKU,Barcode,Option1 name,"
        "Option1 value,Price,Compare-at price,Inventory quantity,"
        "Continue selling when out of stock,Weight value (grams)",
    )

    assert content.problems == []
    mug, jug = content.products
    assert (mug.variants[0].weight_g, mug.variants[0].compare_at) == (250, Decimal(12))
    assert (mug.is_published, jug.is_published) == (True, False)
    assert jug.variants[0].backorders is Backorders.ALLOW


@pytest.mark.parametrize(
    ("name", "products", "variants", "multiple", "second_option", "on_sale"),
    [
        ("2017/apparel", 25, 96, 16, 8, 9),
        ("2017/jewelry", 19, 24, 1, 0, 4),
        ("2023/apparel", 20, 22, 1, 0, 0),
        ("2023/home-and-garden", 20, 21, 1, 0, 16),
        ("2023/jewelery", 20, 23, 3, 0, 17),
    ],
)
def test_a_real_export_is_read_whole(
    name: str,
    products: int,
    variants: int,
    multiple: int,
    second_option: int,
    on_sale: int,
) -> None:
    content = content_of(real(f"catalog-shopify/{name}.csv"))

    assert content.refusals == []
    assert len(content.products) == products
    assert len(content.variants) == variants
    assert sum(len(p.variants) > 1 for p in content.products) == multiple
    assert sum(len(p.options) > 1 for p in content.products) == second_option
    assert sum(v.compare_at is not None for v in content.variants) == on_sale


@pytest.mark.parametrize(
    ("name", "pictures", "problems"),
    [
        ("2017/apparel", 55, {"Body (HTML)": 25, "Variant SKU": 1, "Variant Price": 1}),
        (
            "2017/jewelry",
            25,
            {"Body (HTML)": 19, "Variant SKU": 24, "Variant Inventory Qty": 1},
        ),
        ("2023/apparel", 20, {"Variant SKU": 22}),
        ("2023/home-and-garden", 21, {"Variant SKU": 21}),
        ("2023/jewelery", 41, {"Variant SKU": 23}),
    ],
)
def test_all_that_is_changed_in_a_real_export_is_told(
    name: str, pictures: int, problems: dict[str, int]
) -> None:
    content = content_of(real(f"catalog-shopify/{name}.csv"))

    columns = [problem.column for problem in content.problems]
    assert {column: columns.count(column) for column in columns} == problems
    assert sum(len(product.pictures) for product in content.products) == pictures


def test_untaxed_and_unpriced_variants_of_a_real_export() -> None:
    content = content_of(real("catalog-shopify/2017/apparel.csv"))

    assert sum(not variant.is_taxable for variant in content.variants) == 62
    assert [v.line for v in content.variants if not v.is_sellable] == [
        p.line for p in content.problems if p.column == "Variant Price"
    ]


def test_pictures_of_variants_in_a_real_export() -> None:
    content = content_of(real("catalog-shopify/2023/jewelery.csv"))

    [anchor] = [p for p in content.products if p.key == "leather-anchor"]
    assert [len(picture.skus) for picture in anchor.pictures] == [1, 1, 0]
    assert anchor.pictures[0].skus == ("LEATHER-ANCHOR-GOLD",)
