from __future__ import annotations

import csv
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.transfer.detecting import UnknownFormat, detect
from catalog.transfer.formats.vitrine_columns import columns_in
from catalog.transfer.tests.files import content_of

HEADERS = {
    "shopify": "Handle,Title,Body (HTML),Type,Tags,Published,Option1 Name,"
    "Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,"
    "Variant Inventory Qty,"
    "Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Image Position,"
    "Variant Image,Status,Cost per item",
    "woocommerce": "ID,Type,SKU,Name,Published,Description,Date sale price ends,Stock,"
    "In stock?,Weight (lbs),Length (furlong),Sale price,Regular price,Categories,"
    "Images,Parent,Grouped products,External URL,Position,Attribute 1 name,"
    "Attribute 1 value(s),Attribute 1 default,Attribute 2 name,Attribute 2 value(s),"
    "Download 1 URL",
    "spree": "slug,sku,name,price,compare_at_price,currency,inventory_count,"
    "option1_name,option1_value,option2_name,option2_value,category1,weight,"
    "weight_unit,available_on,custom_field.a.b,image1_src",
    "spree-translations": "slug,locale,name,description",
    "vitrine": ",".join(columns_in(["de"])),
}
cells = st.one_of(
    st.sampled_from(
        [
            "", "", "a", "b", "1", "0", "-1", "9.50", "9" * 40, "0.00001", "yes",
            "simple", "variable", "variation", "grouped", "external", "category", "Red",
            "Red, Blue", "Size", "size", "id:1", "a | b", "a > b", "http://[", "http://x",
            "2026-01-01", "0001-01-01", "9999-12-31T23:59:59-14:00", "²", "٣", "parent",
            "5 | a", "<p>a", "<script>", "4006381333931", "\\", "|", "Default Title",
        ]
    ),
    st.text(max_size=8),
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@pytest.mark.parametrize("name", HEADERS)
@given(data=st.data())
def test_any_cells_are_records_or_problems_with_a_line(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    header = HEADERS[name].split(",")
    row = st.lists(cells, min_size=len(header), max_size=len(header))
    rows = data.draw(st.lists(row, max_size=6))
    path = tmp_path_factory.mktemp("odd") / "odd.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])

    content = content_of(path)

    assert content == content_of(path)
    skus = [variant.sku for variant in content.variants]
    assert len(skus) == len(set(skus))
    for problem in content.problems:
        assert problem.line >= 1
        assert problem.sentence
    for variant in content.variants:
        assert variant.price >= 0
        assert variant.stock is None or variant.stock >= 0


things = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["t", "sku", "title", "price", "stock", "variants", "reviews", "option",
             "code", "name", "parent", "categories", "attributes", "score", "created"]
        ),
        inner,
        max_size=6,
    ),
)  # fmt: skip


@settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    lines=st.lists(
        things
        | st.fixed_dictionaries(
            {"t": st.sampled_from(["product", "category", "meta"])},
            optional={
                "sku": things,
                "title": things,
                "price": things,
                "variants": things,
                "reviews": things,
                "categories": things,
                "code": things,
                "name": things,
                "parent": things,
                "attributes": things,
                "products": things,
            },
        ),
        max_size=5,
    )
)
def test_any_json_is_records_or_problems(
    tmp_path_factory: pytest.TempPathFactory, lines: list[object]
) -> None:
    path = tmp_path_factory.mktemp("odd") / "odd.jsonl"
    text = "\n".join(json.dumps(line) for line in [{"t": "meta"}, *lines])
    path.write_text(text, encoding="utf-8")

    content = content_of(path)

    assert all(problem.sentence for problem in content.problems)


@settings(max_examples=200, suppress_health_check=list(HealthCheck), deadline=None)
@given(raw=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("odd") / "odd.csv"
    path.write_bytes(raw)

    with pytest.raises(UnknownFormat, match=r"odd\.csv is not a catalogue"):
        detect(path)
