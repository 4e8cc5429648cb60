from __future__ import annotations

from pathlib import Path

import pytest

from catalog.transfer.detecting import UnknownFormat, detect
from catalog.transfer.tests.files import content_of, real, told

MUG = "product,title,sku,price\nmug,Krūze,M,9.50\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_is_read_with_and_without_a_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(MUG.encode(encoding))

    content = content_of(path)

    assert content.problems == []
    assert content.products[0].title == "Krūze"


def test_an_old_windows_file_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(MUG.replace("Krūze", "Café").encode("cp1252"))

    content = content_of(path)

    assert content.products[0].title == "Café"
    assert told(content.problems) == [
        (1, "", "The file is not UTF-8; it was read as Windows-1252."),
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_spreadsheet_may_part_cells_as_it_likes(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(MUG.replace(",", mark), encoding="utf-8")

    assert content_of(path).products[0].title == "Krūze"


def test_a_repeated_column_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("product,title,sku,price,Title\nmug,Mug,M,9,Cup\n")

    content = content_of(path)

    assert content.products[0].title == "Mug"
    assert [(p.line, p.column) for p in content.problems] == [(1, "Title")]


def test_control_characters_go_and_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("product,title,sku,price\nmug,M\x00ug\x1b,M,9\n")

    content = content_of(path)

    assert content.products[0].title == "Mug"
    assert [(p.line, p.column) for p in content.problems] == [(2, "title")]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", "it is empty"),
        ("a,b\n1,2\n", "its first row is “a, b”"),
        ("\x7fELF\x02\x01", "its first row is “not text”"),
        ("<html></html>", "it is an XML or HTML file"),
        ("{", "its first row is “{”"),
    ],
)
def test_what_is_no_catalogue_is_named_and_refused(
    tmp_path: Path, text: str, seen: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)

    with pytest.raises(UnknownFormat) as refused:
        detect(path)
    assert str(refused.value) == (
        f"a.csv is not a catalogue: {seen}. Known are Vitrine, Shopify, WooCommerce, "
        "WooCommerce XML, Spree, Spree translations, JSON lines, Oscar, Oscar JSON."
    )


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("shopify/2017/apparel.csv", "Shopify"),
        ("shopify/2023/jewelery.csv", "Shopify"),
        ("woocommerce/sample_products.csv", "WooCommerce"),
        ("woocommerce/classic_sample_products.csv", "WooCommerce"),
        ("spree/products.csv", "Spree"),
        ("spree/spec_products_import.csv", "Spree"),
        ("spree/product_translations.csv", "Spree translations"),
        ("spree/spec_product_translations_import.csv", "Spree translations"),
        ("oscar/books.hacking.csv", "Oscar"),
        ("woocommerce/sample_products.xml", "WooCommerce XML"),
        ("oscar/child_products.json", "Oscar JSON"),
        ("oscar/multi-stockrecord-product.json", "Oscar JSON"),
    ],
)
def test_a_real_file_is_known_by_its_content(name: str, title: str) -> None:
    found, _ = detect(real(f"catalog-{name}"))

    assert found.title == title


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("spree/customers.csv", "it is a list of customers"),
        ("spree/spec_customers_import.csv", "it is a list of customers"),
        ("woocommerce/sample_tax_rates.csv", "it is a table of tax rates"),
        ("oscar/offers.json", "it is a Django fixture of offers"),
        ("oscar/orders.json", "it is a Django fixture of orders"),
        ("oscar/range-products.csv", "it is a plain list of numbers"),
    ],
)
def test_a_real_file_that_is_no_catalogue_is_named(name: str, seen: str) -> None:
    with pytest.raises(UnknownFormat, match=seen):
        detect(real(f"catalog-{name}"))
