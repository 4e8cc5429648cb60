from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from catalog.transfer.records import Backorders, Kind, PriceRecord, Specification
from catalog.transfer.tests.files import content_of, real, told

HEADER = (
    "slug,sku,name,price,compare_at_price,currency,inventory_count,track_inventory,"
    "option1_name,option1_value,category1,weight,weight_unit,custom_field.custom.noise"
)


def written(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "products.csv"
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


def test_a_second_currency_is_a_second_price_and_no_repeated_sku(
    tmp_path: Path,
) -> None:
    content = content_of(
        written(
            tmp_path,
            "mug,MUG,Mug,0,0,USD,,,,,Home -> Mugs,,,30 dB",
            "mug,MUG-RED,,12,15,USD,7,TRUE,Color,Red,,2,lb,",
            "mug,MUG-RED,,11,14,EUR,,,,,,,,",
        ),
    )

    assert content.problems == []
    [mug] = content.products
    assert (mug.sku, mug.kind, mug.categories) == (
        "MUG",
        Kind.OPTIONS,
        (("Home", "Mugs"),),
    )
    assert mug.specifications == (Specification("Noise", "30 dB"),)
    [red] = mug.variants
    assert (red.price, red.currency, red.stock) == (Decimal(12), "USD", 7)
    assert red.other_prices == (PriceRecord("EUR", Decimal(11), Decimal(14)),)
    assert red.weight_g == 907


def test_the_same_sku_in_the_same_currency_is_refused(tmp_path: Path) -> None:
    content = content_of(
        written(
            tmp_path,
            "mug,MUG,Mug,12,0,USD,1,TRUE,,,,,,",
            "mug,MUG,,11,0,USD,2,TRUE,,,,,,",
        ),
    )

    assert [variant.price for variant in content.variants] == [12]
    assert told(content.refusals) == [
        (3, "sku", "The SKU “MUG” is already on line 2; this one was refused."),
    ]


def test_a_product_without_variants_is_its_own(tmp_path: Path) -> None:
    content = content_of(written(tmp_path, "mug,MUG,Mug,12,0,USD,1,TRUE,,,,,,"))

    assert content.problems == []
    assert content.products[0].kind is Kind.SIMPLE
    assert [(v.sku, v.price) for v in content.variants] == [("MUG", Decimal(12))]


def test_a_price_of_the_parent_is_told_when_variants_have_theirs(
    tmp_path: Path,
) -> None:
    content = content_of(
        written(
            tmp_path,
            "mug,MUG,Mug,99,0,USD,,,,,,,,",
            "mug,MUG-RED,,12,0,USD,7,TRUE,Color,Red,,,,",
        ),
    )

    assert [(p.line, p.column, p.value) for p in content.problems] == [
        (2, "price", "99"),
    ]


def test_the_real_shop_is_read_whole() -> None:
    content = content_of(real("catalog-spree/products.csv"))

    assert len(content.products) == 37
    assert len(content.variants) == 87
    assert {product.options for product in content.products} == {("Color",)}
    assert sum(len(product.pictures) for product in content.products) == 124
    assert all(
        [price.currency for price in variant.other_prices] == ["EUR"]
        for variant in content.variants
    )
    assert {variant.stock for variant in content.variants} == {5000}
    assert told(content.problems) == [
        (
            96,
            "sku",
            (
                "The SKU “ROBOT-VACUUM” is already on line 93; "
                "the product goes without one."
            ),
        ),
    ]


def test_every_picture_of_the_real_shop_has_its_file() -> None:
    content = content_of(real("catalog-spree/products.csv"))

    pictures = [picture for p in content.products for picture in p.pictures]
    folder = real("catalog-spree/images")
    assert {picture.source.rpartition("/")[2] for picture in pictures} == {
        path.name for path in folder.iterdir()
    }


def test_sizes_of_the_real_shop_are_millimetres_and_grams() -> None:
    content = content_of(real("catalog-spree/products.csv"))

    [black] = [
        v for v in content.variants if v.sku == "AUTOMATIC-ESPRESSO-MACHINE-MATTE-BLACK"
    ]
    assert (black.length_mm, black.width_mm, black.height_mm) == (300, 351, 399)
    assert black.weight_g == 8981


def test_the_real_import_of_two_options() -> None:
    content = content_of(real("catalog-spree/spec_products_import.csv"))

    assert [(p.key, p.options, len(p.variants)) for p in content.products] == [
        ("denim-shirt", ("Color", "Size"), 10),
        ("checked-shirt", ("Color", "Size"), 5),
    ]
    assert {v.backorders for v in content.variants} == {Backorders.ALLOW}
    assert content.products[0].is_published is False
    assert content.products[0].categories == (
        ("Men", "Shirts"),
        ("Women",),
        ("Sportswear",),
    )
    assert [problem.column for problem in content.problems] == [
        "available_on",
        "inventory_count",
    ]


def test_real_translations_come_by_product_and_language() -> None:
    content = content_of(real("catalog-spree/product_translations.csv"))

    assert content.problems == []
    languages = [record.translation.language for record in content.translations]
    assert (languages.count("de"), languages.count("fr")) == (37, 37)
    first = content.translations[0]
    assert (first.key, first.translation.title) == (
        "automatic-espresso-machine",
        "Kaffeevollautomat",
    )
