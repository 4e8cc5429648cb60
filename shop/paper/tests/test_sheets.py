from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from shop.languages.writing import apart
from shop.merchant.models import Merchant
from shop.paper.codes import draw_bars, draw_qr
from shop.paper.letterhead import letterhead
from shop.paper.letters import printable
from shop.paper.sheet import Sheet
from shop.paper.tables import Column, Sum, draw_sums, draw_table

MADE_AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
COLUMNS = (Column("Goods", 5), Column("Amount", 1, "end"))


def make_sheet(language: str = "en", title: str = "Invoice 7") -> Sheet:
    merchant = Merchant(name="Lina", street="Iela 1", city="Rīga", country="LV")
    head = letterhead(merchant, language)
    return Sheet(language=language, title=title, made_at=MADE_AT, letterhead=head)


def pages(sheet: Sheet) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(sheet.as_pdf())).pages]


def test_long_table_goes_on_under_its_titles():
    sheet = make_sheet()

    draw_table(sheet, COLUMNS, [(f"Bowl {i}", str(i)) for i in range(35)])

    first, second = pages(sheet)
    assert "Bowl 0" in first
    assert "Bowl 34" in second
    assert first.count("Goods") == second.count("Goods") == 1
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second


def test_papers_in_one_file_count_their_own_pages():
    sheet = make_sheet()
    sheet.write("Hello")
    sheet.add_document(language="lv", letterhead=sheet.letterhead)
    draw_table(sheet, COLUMNS, [(f"Bowl {i}", str(i)) for i in range(35)])

    first, second, third = pages(sheet)

    assert "of" not in first.split()
    assert "Hello" not in second
    assert "Bowl 34" in third


def test_same_paper_has_the_same_bytes():
    def paper() -> bytes:
        sheet = make_sheet("fa")
        sheet.write("فاکتور")
        draw_sums(sheet, [Sum("VAT", "€1"), Sum("Total", "€2", is_grand=True)])
        draw_qr(sheet, "https://example.org/", at=0, y=sheet.y, size=20)
        draw_bars(sheet, "AB1234", at=0, y=200, width=50, height=10)
        sheet.enclose("a.xml", b"<a/>", mime_type="text/xml", about="data")
        return sheet.as_pdf()

    assert paper() == paper()


def test_persian_starts_on_the_right():
    sheet = make_sheet("fa")

    assert sheet.left(0, 20) == 210 - 18 - 20
    assert make_sheet("en").left(0, 20) == 18


def test_file_names_itself_without_marks_of_direction():
    sheet = make_sheet("fa", title=f"فاکتور {apart('A-7', 'fa')}")

    read = PdfReader(BytesIO(sheet.as_pdf()))

    assert read.xmp_metadata is not None
    assert read.xmp_metadata.dc_title == {"x-default": "فاکتور A-7"}


@pytest.mark.parametrize(
    "text",
    ["€ ₴ ֏ £ 21% – „Rīga“", "Їжак ґанок №1", "Հայերեն և", "می‌خواهم ۱۲٫۵٪"],
)
def test_letters_of_the_shop_are_there(text):
    assert printable(text) == text


def test_unknown_letters_become_question_marks():
    assert printable("茶 bowl") == "? bowl"


def test_unknown_spaces_become_spaces():
    assert printable("2026\u202fр.\t1") == "2026 р. 1"


@pytest.mark.parametrize("language", ["en", "lv", "uk", "hy", "fa"])
def test_any_name_can_be_printed_in_any_language(language):
    sheet = make_sheet(language)

    sheet.columns([("To", ["علی رضایی", "Олена Їжак", "Արամ", "Anna Bērziņa 茶"])])

    [text] = pages(sheet)
    assert "Олена Їжак" in text
    assert "Արամ" in text
    assert "Anna Bērziņa ?" in text
