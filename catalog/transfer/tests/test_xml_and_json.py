from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.transfer.formats.php import php_values
from catalog.transfer.tests.files import content_of, real, told

HEAD = """<?xml version="1.0"?>
<rss xmlns:wp="http://wordpress.org/export/1.2/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel>
<wp:wxr_version>1.2</wp:wxr_version>
"""
MUG = """<item><title>Mug</title><wp:post_id>1</wp:post_id>
<wp:status>publish</wp:status><wp:post_type>product</wp:post_type>
<category domain="product_cat" nicename="mugs">Mugs, large</category>
<wp:postmeta><wp:meta_key>_sku</wp:meta_key><wp:meta_value>MUG</wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>_regular_price</wp:meta_key>
<wp:meta_value>12</wp:meta_value></wp:postmeta></item>
"""
TERM = """<wp:term><wp:term_taxonomy>product_cat</wp:term_taxonomy>
<wp:term_slug>{slug}</wp:term_slug><wp:term_parent>{parent}</wp:term_parent>
<wp:term_name>{name}</wp:term_name></wp:term>
"""
END = "</channel></rss>"


def test_the_same_shop_is_read_from_xml_and_from_csv() -> None:
    xml = content_of(real("catalog-woocommerce/sample_products.xml"))
    csv = content_of(real("catalog-woocommerce/sample_products.csv"))

    assert {p.key: p.title for p in xml.products} == {
        p.key: p.title for p in csv.products
    }
    assert {(v.sku, v.price, v.compare_at) for v in xml.variants} == {
        (v.sku, v.price, v.compare_at) for v in csv.variants
    }
    assert {p.key: (p.kind, p.options, p.parts) for p in xml.products} == {
        p.key: (p.kind, p.options, p.parts) for p in csv.products
    }
    pictures = {p.key: len(p.pictures) for p in csv.products}
    assert {p.key: len(p.pictures) for p in xml.products} == pictures
    assert not xml.refusals


def test_categories_of_xml_have_the_path_their_terms_tell(tmp_path: Path) -> None:
    terms = TERM.format(slug="home", parent="", name="Home")
    terms += TERM.format(slug="mugs", parent="home", name="Mugs, large")
    path = tmp_path / "shop.xml"
    path.write_text(HEAD + terms + MUG + END, encoding="utf-8")

    content = content_of(path)

    assert [product.categories for product in content.products] == [
        (("Home", "Mugs, large"),)
    ]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE rss SYSTEM "file:///etc/passwd">',
    ],
)
def test_xml_with_a_document_type_is_not_read(tmp_path: Path, doctype: str) -> None:
    path = tmp_path / "shop.xml"
    declaration, _, rest = HEAD.partition("\n")
    path.write_text(f"{declaration}\n{doctype}\n{rest}{MUG}{END}", encoding="utf-8")

    content = content_of(path)

    assert not content.products
    sentence = (
        "The file cannot be read from here on (it brings a document type of its own)."
    )
    assert told(content.problems) == [(2, "", sentence)]


def test_xml_that_breaks_off_keeps_what_stood_before(tmp_path: Path) -> None:
    path = tmp_path / "shop.xml"
    path.write_text(HEAD + MUG + "<item><title>Cup", encoding="utf-8")

    content = content_of(path)

    assert [product.key for product in content.products] == ["MUG"]
    assert [problem.is_fatal for problem in content.problems] == [True]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('a:2:{i:0;i:8;i:1;s:2:"é";}', {"0": "8", "1": "é"}),
        ('a:1:{s:1:"x";a:1:{s:1:"y";b:1;}}', {"x": {"y": "1"}}),
        ("a:1:{i:0;N;}", {"0": ""}),
        ("a:0:{}", {}),
        ("", {}),
        ('a:1:{s:99:"x";i:1;}', {}),
        ("a:1:{" * 500, {}),
        ('O:8:"stdClass":0:{}', {}),
    ],
)
def test_lists_of_php_are_read_and_anything_else_is_none(
    text: str, values: dict[str, object]
) -> None:
    assert php_values(text) == values


def test_parents_and_children_of_oscar_are_products_and_variants() -> None:
    content = content_of(real("catalog-oscar/child_products.json"))

    assert [
        (
            product.key,
            product.categories,
            [v.choices[0].value for v in product.variants],
        )
        for product in content.products
    ] == [
        ("commandlinefu-t-shirt", (("Clothing",),), ["Small", "Medium"]),
        ("django-t-shirt", (("Clothing",),), ["Small", "Medium", "Large"]),
    ]
    assert [problem.line for problem in content.refusals] == [51, 69, 87, 105]


def test_the_first_of_several_suppliers_is_taken_and_the_others_are_told() -> None:
    content = content_of(real("catalog-oscar/multi-stockrecord-product.json"))

    [book] = content.variants
    assert (book.sku, book.price, book.currency, book.stock) == ("a1", 20, "GBP", 5)
    assert told(content.problems) == [
        (
            35,
            "partner_sku",
            "A second supplier offers it as “a2” at 10; the first one was taken.",
        ),
        (52, "price", "There is no price, so this variant was refused."),
    ]


def test_oscar_json_that_breaks_off_keeps_what_stood_before(tmp_path: Path) -> None:
    rows = [
        {
            "model": "catalogue.product",
            "pk": 1,
            "fields": {"title": "Mug", "slug": "m"},
        },
        {
            "model": "partner.stockrecord",
            "pk": 1,
            "fields": {"product": 1, "partner_sku": "MUG", "price": "5"},
        },
    ]
    path = tmp_path / "dump.json"
    path.write_text(json.dumps(rows, indent=1)[:-1] + ", {", encoding="utf-8")

    content = content_of(path)

    assert [product.key for product in content.products] == ["MUG"]
    assert [problem.is_fatal for problem in content.problems] == [True]
