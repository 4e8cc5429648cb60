from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from catalog.transfer.reading import read
from catalog.transfer.records import Choice, PictureRecord, ReviewRecord, Specification
from catalog.transfer.tests.files import content_of, real, told

META = {"t": "meta", "seed": "42", "products": 1, "currency": "GBP", "image": "a.png"}
HOME = {"t": "category", "code": "c0", "parent": None, "depth": 1, "name": "Home",
        "slug": "home", "description": "All about home."}  # fmt: skip
MUGS = {"t": "category", "code": "c0-0", "parent": "c0", "depth": 2, "name": "Mugs",
        "slug": "mugs", "description": ""}  # fmt: skip


def product(**more: object) -> dict[str, object]:
    return {
        "t": "product", "id": 1, "sku": "P1", "title": "Mug", "slug": "mug",
        "description": "One & two.\n\nThree.", "categories": ["c0-0"], "price": "12.50",
        "stock": 4, "attributes": {"colour": "red", "weight_g": 300}, "image": "a.png",
        "created": "2024-01-01T00:07:00+00:00", "variants": [], "reviews": [],
    } | more  # fmt: skip


def written(tmp_path: Path, *things: object) -> Path:
    path = tmp_path / "catalogue.jsonl"
    path.write_text("\n".join(map(json.dumps, things)), encoding="utf-8")
    return path


def test_a_product_comes_with_its_category_path_and_facts(tmp_path: Path) -> None:
    content = content_of(written(tmp_path, META, HOME, MUGS, product()))

    assert content.problems == []
    assert [c.path for c in content.categories] == [("Home",), ("Home", "Mugs")]
    [mug] = content.products
    assert (mug.line, mug.key, mug.categories) == (4, "P1", (("Home", "Mugs"),))
    assert mug.description == "<p>One &amp; two.</p><p>Three.</p>"
    assert mug.specifications == (Specification("Colour", "red"),)
    assert mug.pictures == (PictureRecord("a.png"),)
    [variant] = mug.variants
    assert (variant.sku, str(variant.price), variant.currency) == ("P1", "12.50", "GBP")
    assert (variant.stock, variant.tracks_stock, variant.weight_g) == (4, True, 300)


def test_variants_differ_by_size_and_reviews_come_along(tmp_path: Path) -> None:
    sizes = [
        {"sku": "P1-S", "option": "S", "price": "12.50", "stock": 1},
        {"sku": "P1-M", "option": "M", "price": "14.00", "stock": -3},
        {"sku": "P1-S", "option": "L", "price": "15.00", "stock": 2},
    ]
    reviews = [
        {"score": 5, "title": "Good", "body": "Very.", "name": "Ivy", "created": None},
        {"score": 6, "title": "Best", "body": "Most.", "name": "Oz", "created": None},
    ]
    thing = product(variants=sizes, reviews=reviews)

    content = content_of(written(tmp_path, META, HOME, MUGS, thing))

    [mug] = content.products
    assert mug.options == ("Size",)
    assert [(v.sku, v.choices, v.stock) for v in mug.variants] == [
        ("P1-S", (Choice("Size", "S"),), 1),
        ("P1-M", (Choice("Size", "M"),), 0),
    ]
    assert mug.reviews == (ReviewRecord(5, "Good", "Very.", "Ivy"),)
    assert [(p.column, p.value, p.is_fatal) for p in content.problems] == [
        ("variants.stock", "-3", False),
        ("variants.sku", "P1-S", True),
        ("reviews.score", "6", False),
    ]


def test_a_price_may_be_a_number(tmp_path: Path) -> None:
    things = [product(price=12.5, categories=[]), product(price=7, sku="P2")]

    content = content_of(written(tmp_path, META, HOME, MUGS, *things))

    assert content.problems == []
    assert [str(variant.price) for variant in content.variants] == ["12.5", "7"]


def test_a_broken_line_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, META | {"products": 2}, product(categories=[]))
    path.write_text(path.read_text() + '\n{"t":"product","sku"\n[1]\n{"t":"moon"}\n')

    content = content_of(path)

    assert [p.key for p in content.products] == ["P1"]
    assert [(p.line, p.is_fatal) for p in content.problems] == [
        (3, True),
        (4, True),
        (5, True),
        (1, False),
    ]
    assert content.problems[-1].sentence == (
        "The file announces 2 products but has 1; it may be cut off."
    )


def test_unknown_keys_and_categories_are_told(tmp_path: Path) -> None:
    content = content_of(
        written(tmp_path, META, product(categories=["c9"], moon="blue", variants="x")),
    )

    assert told(content.problems) == [
        (2, "variants", "Nothing here holds “x”; it was left out."),
        (2, "categories", "There is no category “c9” in this file."),
        (2, "moon", "Nothing here holds this column; 1 of its values were left out."),
    ]


def test_the_bench_catalogue_is_read_whole_and_again_from_any_item(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = real("../bench/catalogue.py")
    spec = importlib.util.spec_from_file_location("bench_catalogue", path)
    assert spec is not None
    assert spec.loader is not None
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    monkeypatch.setattr(bench, "png", lambda: b"")
    bench.write(tmp_path, 300, "42")

    numbered = list(read(tmp_path / "catalogue.jsonl"))
    content = content_of(tmp_path / "catalogue.jsonl")

    lines = (tmp_path / "catalogue.jsonl").read_text(encoding="utf-8").splitlines()
    things = [json.loads(line) for line in lines]
    products = [thing for thing in things if thing["t"] == "product"]
    assert content.problems == []
    assert len(content.categories) == 200
    assert [p.key for p in content.products] == [p["sku"] for p in products]
    assert len(content.variants) == sum(len(p["variants"]) or 1 for p in products)
    assert sum(len(p.reviews) for p in content.products) == sum(
        len(p["reviews"]) for p in products
    )
    assert list(read(tmp_path / "catalogue.jsonl", start=350)) == numbered[350:]
    assert len(numbered) == 500
