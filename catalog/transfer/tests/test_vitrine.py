from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.transfer.formats.vitrine_columns import COLUMNS
from catalog.transfer.formats.vitrine_writing import ENCODING, write
from catalog.transfer.packing import guarded, pack, unguarded, unpack
from catalog.transfer.records import (
    Backorders,
    CategoryRecord,
    Choice,
    DownloadRecord,
    Kind,
    ManufacturerRecord,
    PartRecord,
    PersonalFieldRecord,
    PictureRecord,
    PriceRecord,
    ProductRecord,
    ReviewRecord,
    Specification,
    TranslationRecord,
    VariantRecord,
)
from catalog.transfer.rows import CONTROL, Row
from catalog.transfer.tests.files import Content, content_of, real, told, without_lines

Records = Sequence[ProductRecord | CategoryRecord]
LANGUAGES = ["de", "pt-br"]


def written(path: Path, records: Records) -> Content:
    with path.open("w", encoding=ENCODING, newline="") as file:
        write(records, file, languages=LANGUAGES)
    return content_of(path)


def typed(tmp_path: Path, *rows: dict[str, str]) -> Content:
    path = tmp_path / "catalogue.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        columns = dict.fromkeys(name for row in rows for name in row)
        writer = csv.DictWriter(file, ["product", "title", "sku", "price", *columns])
        writer.fieldnames = list(dict.fromkeys(writer.fieldnames))
        writer.writeheader()
        writer.writerows(rows)
    return content_of(path)


MUG = ProductRecord(
    line=0,
    key="mug",
    title="=SUM(A1:A9) mug",
    slug="mug",
    sku="MUG",
    description="<p>One &amp; <strong>two</strong></p>",
    summary="-1 for the road",
    materials="Clay | Cornwall \\ sand",
    instructions="<p>Wash</p>",
    safety_warnings="Hot!\n\nVery hot.",
    brand="+Liepa",
    manufacturer=ManufacturerRecord(
        "Kiln | Sons", "1 Kiln St\nStoke", "a@b.uk", "GB", "R", "Riga 1", "r@b.lv"
    ),
    categories=(("Home > Garden", "Mugs"), ("New",)),
    taxonomy="Home > Mugs",
    tags=("gift, small", "@home"),
    keywords="mug, cup",
    is_published=False,
    is_listed=False,
    is_featured=True,
    allows_reviews=False,
    one_per_order=True,
    lead_time_days=5,
    kind=Kind.MADE_TO_ORDER,
    options=("Colour", "Size"),
    variants=(
        VariantRecord(
            line=0,
            sku="M-1",
            price=Decimal("12.50"),
            choices=(Choice("Colour", "Oat | milk"), Choice("Size", "L")),
            compare_at=Decimal(15),
            currency="EUR",
            other_prices=(PriceRecord("USD", Decimal("13.999"), Decimal(20)),),
            sale_from=datetime(2026, 1, 1, tzinfo=UTC),
            sale_until=datetime(2026, 2, 1, 12, 30, tzinfo=UTC),
            is_sellable=False,
            is_default=True,
            stock=0,
            tracks_stock=True,
            backorders=Backorders.NOTIFY,
            low_stock=3,
            gtin="4006381333931",
            mpn="'=7",
            weight_g=320,
            length_mm=80,
            width_mm=81,
            height_mm=95,
            content_quantity=Decimal(300),
            content_unit="ml",
            is_taxable=False,
            tax_class="reduced",
            cost=Decimal("4.20"),
            ships=False,
            title="Oat, large",
            description="<p>Oat</p>",
            specifications=(Specification("Glaze", "matt", "", "Look"),),
        ),
        VariantRecord(
            line=0,
            sku="M-2",
            price=Decimal(0),
            choices=(Choice("Colour", "Sea"), Choice("Size", "L")),
            is_sellable=False,
        ),
    ),
    pictures=(
        PictureRecord("https://x.lv/a.jpg?x=1|2", "A mug", 0, ("M-1", "M-2")),
        PictureRecord("b.jpg", "", 1),
    ),
    specifications=(Specification("Weight", "320", "g"), Specification("Kind", "cup")),
    downloads=(DownloadRecord("", "https://x.lv/care.pdf"),),
    personal_fields=(
        PersonalFieldRecord("name", "Name?", "text", is_required=True, max_length=9),
        PersonalFieldRecord("ink", "Ink?", "choice", choices=("red", "blue")),
    ),
    seo_title="Mug",
    seo_description="A mug",
    hs_code="6912.00",
    origin="LV",
    external_url="https://elsewhere.lv/",
    external_label="Go",
    purchase_note="<p>Thanks</p>",
    parts=(PartRecord("P-1", 2), PartRecord("P-2")),
    related=("cup", "jug"),
    reviews=(
        ReviewRecord(5, "Good", "One.\nTwo.", "Ivy", datetime(2026, 1, 2, tzinfo=UTC)),
        ReviewRecord(3, "", "", "Oz"),
    ),
    translations=(
        TranslationRecord("de", "Becher", "s", "<p>d</p>", "m", "<p>i</p>", "w", "k"),
        TranslationRecord("pt-br", seo_title="Caneca", seo_description="=1"),
    ),
    available_from=datetime(2026, 1, 1, tzinfo=UTC),
    available_until=datetime(2027, 1, 1, tzinfo=UTC),
    created=datetime(2025, 12, 24, 18, 0, 1, 5, tzinfo=UTC),
)
HOME = CategoryRecord(
    0, ("Home", "Mugs"), "c1", "mugs", "<p>All</p>", (TranslationRecord("de", "B"),)
)


def test_everything_a_record_holds_comes_back(tmp_path: Path) -> None:
    content = written(tmp_path / "out.csv", [HOME, MUG])

    assert list(without_lines(content.categories)) == [HOME]
    assert list(without_lines(content.products)) == [MUG]
    assert [(p.column, p.key, p.is_fatal) for p in content.problems] == [
        ("price", "mug", False),
    ]
    lines = (tmp_path / "out.csv").read_text(encoding=ENCODING).splitlines()
    assert "M-2" in lines[content.problems[0].line - 1]


def test_no_field_of_the_example_has_its_default() -> None:
    for record in (MUG, MUG.variants[0]):
        for name, field in record.__dataclass_fields__.items():
            if name != "line":
                assert getattr(record, name) != field.default, name


def test_no_cell_is_a_formula_to_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    written(path, [MUG])

    with path.open(encoding=ENCODING, newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r")] == []
    assert "'=SUM(A1:A9) mug" in cells


@given(st.text())
def test_a_guard_comes_off_as_it_went_on(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["'tis", "plain", "'", "5-1"])
def test_an_apostrophe_that_guards_nothing_stays(text: str) -> None:
    assert (guarded(text), unguarded(text)) == (text, text)


def plain(max_size: int = 30) -> st.SearchStrategy[str]:
    """What a cell gives: no control characters, nothing blank at the ends."""
    alphabet = st.one_of(
        st.sampled_from("|\\>,n '\"=+-@\n;\t"),
        st.characters(exclude_categories=["Cs"]),
    )
    texts = st.text(alphabet, max_size=max_size)
    return texts.map(lambda text: CONTROL.sub("", text).replace("\r", "").strip())


words = plain(12).filter(lambda text: bool(text) and "\ufffd" not in text)
texts = plain().filter(lambda text: "\ufffd" not in text)


@given(st.lists(st.lists(words, min_size=1, max_size=4), max_size=4))
def test_a_list_is_unpacked_as_it_was_packed(items: list[list[str]]) -> None:
    for mark in "|>,":
        assert unpack(pack(items, mark), mark) == items


def html_of(text: str) -> str:
    return Row(1, {"text": text}).html("text")


money = st.decimals(0, 10**6, places=2)
moments = st.integers(0, 4 * 10**9).map(lambda at: datetime.fromtimestamp(at, UTC))
rich = texts.map(html_of)
specifications = st.lists(
    st.builds(Specification, words, words, texts, texts), max_size=2
)


@st.composite
def variants(draw: st.DrawFn, sku: str, choices: tuple[Choice, ...]) -> VariantRecord:
    price = draw(money)
    dearer = draw(st.none() | money.filter(bool))
    return VariantRecord(
        line=0,
        sku=sku,
        price=price,
        choices=choices,
        compare_at=None if dearer is None else price + dearer,
        currency=draw(st.sampled_from(["", "EUR", "IRR"])),
        is_sellable=price > 0 and draw(st.booleans()),
        stock=draw(st.none() | st.integers(0, 10**6)),
        tracks_stock=draw(st.booleans()),
        sale_until=draw(st.none() | moments),
        weight_g=draw(st.none() | st.integers(1, 10**6)),
        mpn=draw(texts),
        title=draw(texts),
        description=draw(rich),
        specifications=tuple(draw(specifications)),
    )


@st.composite
def products(draw: st.DrawFn, number: int) -> ProductRecord:
    options = tuple(
        draw(st.lists(words, unique_by=lambda w: " ".join(w.split()).casefold(),
                      max_size=2))
    )  # fmt: skip
    options = tuple(f"{number} {option}" for option in options)
    picks = st.tuples(*(words for _ in options))
    chosen = draw(
        st.lists(picks, min_size=1, max_size=3 if options else 1, unique=True)
    )
    sold = tuple(
        draw(variants(f"{number}-{index}", tuple(map(Choice, options, values))))
        for index, values in enumerate(chosen)
    )
    return ProductRecord(
        line=0,
        key=f"{number} {draw(words)}",
        title=draw(words),
        slug=draw(texts),
        sku=f"{number}",
        description=draw(rich),
        summary=draw(texts),
        safety_warnings=draw(texts),
        brand=draw(texts),
        categories=tuple(
            map(tuple, draw(st.lists(st.lists(words, min_size=1), max_size=2)))
        ),
        tags=tuple(draw(st.lists(words, max_size=3, unique=True))),
        is_published=draw(st.booleans()),
        kind=Kind.OPTIONS if options else Kind.SIMPLE,
        options=options,
        variants=sold,
        pictures=tuple(
            PictureRecord(source, alt, position, (sold[0].sku,))
            for position, (source, alt) in enumerate(
                draw(st.lists(st.tuples(words, texts), max_size=2))
            )
        ),
        specifications=tuple(draw(specifications)),
        reviews=tuple(
            draw(
                st.lists(
                    st.builds(
                        ReviewRecord, st.integers(1, 5), texts, texts, texts,
                        st.none() | moments,
                    ),
                    max_size=2,
                )
            )
        ),
        translations=tuple(
            TranslationRecord(language, title=draw(words), description=draw(rich))
            for language in draw(st.sampled_from([[], ["de"], LANGUAGES]))
        ),
    )  # fmt: skip


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data(), count=st.integers(1, 3))
def test_any_catalogue_comes_back(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, count: int
) -> None:
    records = [data.draw(products(number)) for number in range(count)]

    content = written(tmp_path_factory.mktemp("out") / "out.csv", records)

    assert content.refusals == []
    assert list(without_lines(content.products)) == records


def test_a_language_that_is_not_asked_for_is_an_error(tmp_path: Path) -> None:
    texts = (TranslationRecord("lv", title="Krūze"),)

    with pytest.raises(ValueError, match="title\\[lv\\]"):
        written(tmp_path / "out.csv", [replace(MUG, translations=texts)])


def test_a_merchant_needs_only_four_columns(tmp_path: Path) -> None:
    content = typed(
        tmp_path, {"product": "mug", "title": "Mug", "sku": "M", "price": "9,50"}
    )

    assert content.problems == []
    [mug] = content.products
    assert (mug.kind, mug.is_published) == (Kind.SIMPLE, True)
    assert [(v.sku, v.price, v.is_sellable) for v in mug.variants] == [
        ("M", Decimal("9.50"), True),
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("published", "perhaps"),
        ("kind", "thing"),
        ("origin", "Latvia"),
        ("external_url", "javascript:alert(1)"),
        ("stock", "many"),
        ("weight_g", "-5"),
        ("sale_until", "31.12.2026"),
        ("currency", "euro"),
        ("backorders", "maybe"),
        ("specifications", "Colour"),
        ("parts", "P-1 | none"),
        ("reviews", "9 | Best"),
        ("other_prices", "USD | cheap"),
        ("content", "a lot"),
        ("personal_fields", "name | Name? | date"),
    ],
)
def test_a_value_that_says_nothing_is_told_and_left_out(
    tmp_path: Path, column: str, value: str
) -> None:
    row = {"product": "mug", "title": "Mug", "sku": "M", "price": "9", column: value}

    content = typed(tmp_path, row)

    [mug] = content.products
    assert [(p.line, p.column, p.is_fatal) for p in content.problems] == [
        (2, column, False),
    ]
    plain_mug = typed(tmp_path, row | {column: ""}).products
    if column != "parts":
        assert [mug] == plain_mug


def test_choices_that_do_not_fit_the_options_are_refused(tmp_path: Path) -> None:
    mug = {"product": "mug", "title": "Mug", "options": "Colour | Size"}

    content = typed(
        tmp_path,
        mug | {"sku": "M-1", "price": "9", "choices": "Oat | L"},
        {"product": "mug", "sku": "M-2", "price": "9", "choices": "Oat"},
    )

    assert [variant.sku for variant in content.variants] == ["M-1"]
    assert told(content.refusals) == [
        (
            3,
            "choices",
            "“Oat” does not fit the product's options Colour | Size; it was refused.",
        ),
    ]


def test_every_column_is_explained() -> None:
    assert all(COLUMNS.values())
    assert len(COLUMNS) == 69


@pytest.mark.parametrize(
    "name",
    [
        "catalog-shopify/2017/apparel.csv",
        "catalog-spree/products.csv",
        "catalog-woocommerce/sample_products.csv",
        "catalog-oscar/books.essential.csv",
    ],
)
def test_what_other_shops_export_comes_back_from_our_csv(
    tmp_path: Path, name: str
) -> None:
    products = content_of(real(name)).products

    content = written(tmp_path / "out.csv", products)

    assert content.refusals == []
    assert list(without_lines(content.products)) == list(without_lines(products))
