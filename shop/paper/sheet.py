from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import override
from fpdf import FPDF
from fpdf.enums import MethodReturnValue

from shop.languages.writing import apart, number_text
from shop.paper.describing import Described, xmp
from shop.paper.letterhead import Letterhead
from shop.paper.letters import (
    is_right_to_left,
    load_letters,
    plain,
    printable,
    speak,
    turn,
)

Align = Literal["start", "end", "center"]
Ink = tuple[int, int, int]

INK: Ink = (37, 35, 30)
SOFT: Ink = (99, 92, 80)
LINE: Ink = (224, 215, 200)
LINEN: Ink = (241, 234, 223)
LEAF: Ink = (47, 75, 57)

A4 = (210.0, 297.0)
A6 = (105.0, 148.0)

_LEADING = 1.45
_POINT = 25.4 / 72
_FOOT = 12.0


class Sheet:
    """Pages of one document. All lengths are in millimetres; `at` counts from where
    lines start in the language of the page: from the right in Persian.

    The same words at the same `made_at` give the same bytes: a PDF/A-3b.
    """

    def __init__(
        self,
        *,
        language: str,
        title: str,
        made_at: datetime,
        letterhead: Letterhead | None = None,
        size: tuple[float, float] = A4,
        margin: float = 18.0,
    ) -> None:
        self.language, self.title, self.made_at = language, title, made_at
        self.letterhead, self.size, self.margin = letterhead, size, margin
        self.y = margin
        self.pdf = FPDF(format=size, enforce_compliance="PDF/A-3B")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_creation_date(made_at)
        self.pdf.set_title(plain(title))
        self.pdf.c_margin = 0
        load_letters(self.pdf)
        self.described = Described(title=plain(title), made_at=made_at)
        self.pdf.set_lang(language)
        self._first_of_document = 1
        self.add_page()

    @property
    def width(self) -> float:
        """Between the margins."""
        return self.size[0] - 2 * self.margin

    @property
    def bottom(self) -> float:
        foot = _FOOT if self.letterhead else 0
        return self.size[1] - self.margin - foot

    @property
    def is_right_to_left(self) -> bool:
        return is_right_to_left(self.language)

    def add_page(self) -> None:
        self.pdf.add_page(format=self.size)
        speak(self.pdf, self.language)
        self.y = self.margin
        if self.letterhead:
            is_first = self.pdf.page == self._first_of_document
            self.y = self._draw_head(self.letterhead, is_first=is_first)

    def add_document(self, *, language: str, letterhead: Letterhead | None) -> None:
        """Begin another paper in the same file: it counts its own pages."""
        self._draw_feet()
        self.language, self.letterhead = language, letterhead
        self._first_of_document = self.pdf.page + 1
        self.add_page()

    def room(self, height: float) -> bool:
        """Whether so much still fits on the page; else a new one is begun."""
        if self.y + height <= self.bottom:
            return True
        self.add_page()
        return False

    def left(self, at: float, width: float) -> float:
        """Where something of `width` stands that begins `at` from the start."""
        if self.is_right_to_left:
            return self.size[0] - self.margin - at - width
        return self.margin + at

    def height_of(
        self, text: str, *, width: float, size: float = 9.5, bold: bool = False
    ) -> float:
        """How much room `write` will need."""
        if not text:
            return 0.0
        self._letters(size, bold=bold)
        height = self.pdf.multi_cell(
            width,
            size * _POINT * _LEADING,
            printable(text),
            dry_run=True,
            output=MethodReturnValue.HEIGHT,
        )
        return float(height)  # type: ignore[arg-type]

    def write(  # noqa: PLR0913 - what letters have
        self,
        text: str,
        *,
        at: float = 0.0,
        width: float | None = None,
        y: float | None = None,
        size: float = 9.5,
        bold: bool = False,
        align: Align = "start",
        ink: Ink = INK,
    ) -> float:
        """Print lines of text, broken where they must; returns where they end.

        Without `y` they stand below what was written last, and the next below them.
        """
        width = self.width - at if width is None else width
        goes_on = y is None
        top = self.y if y is None else y
        end = top
        if text:
            self._letters(size, bold=bold)
            self.pdf.set_text_color(*ink)
            for line in printable(text).split("\n"):
                turn(self.pdf, self.language, line)
                self.pdf.set_xy(self.left(at, width), end)
                self.pdf.multi_cell(
                    width, size * _POINT * _LEADING, line, align=self._side(align)
                )
                end = self.pdf.get_y()
        if goes_on:
            self.y = end
        return end

    def skip(self, height: float) -> None:
        self.y += height

    def rule(self, *, ink: Ink = LINE, at: float = 0.0, width: float = 0.0) -> None:
        """A thin line at where we are."""
        width = width or self.width - at
        left = self.left(at, width)
        self.pdf.set_draw_color(*ink)
        self.pdf.set_line_width(0.25)
        self.pdf.line(left, self.y, left + width, self.y)

    def fill(
        self, *, at: float, y: float, width: float, height: float, ink: Ink
    ) -> None:
        self.pdf.set_fill_color(*ink)
        self.pdf.rect(self.left(at, width), y, width, height, style="F")

    def picture(self, data: bytes, *, at: float, y: float, width: float) -> None:
        self.pdf.image(BytesIO(data), self.left(at, width), y, width)

    def columns(
        self, blocks: Sequence[tuple[str, Sequence[str]]], *, gap: float = 8.0
    ) -> None:
        """Blocks of lines side by side, each under its title."""
        width = (self.width - gap * (len(blocks) - 1)) / len(blocks)
        top, ends = self.y, [self.y]
        for place, (title, lines) in enumerate(blocks):
            at = place * (width + gap)
            y = self.write(title, at=at, width=width, y=top, size=8, ink=SOFT)
            first, *further = [apart(line, self.language) for line in lines] or [""]
            y = self.write(first, at=at, width=width, y=y + 0.6, bold=True)
            ends.append(self.write("\n".join(further), at=at, width=width, y=y))
        self.y = max(ends)

    def enclose(self, name: str, data: bytes, *, mime_type: str, about: str) -> None:
        """Put a file into the document, as another form of the same paper."""
        self.pdf.embed_file(
            bytes=data,
            basename=name,
            mime_type=mime_type,
            modification_date=self.made_at,
            creation_date=self.made_at,
            associated_file_relationship="Alternative",
            desc=about,
            compress=True,
        )

    def as_pdf(self) -> bytes:
        self._draw_feet()
        self.pdf.set_xmp_metadata(xmp(self.described))
        return bytes(self.pdf.output())

    def _letters(self, size: float, *, bold: bool) -> None:
        self.pdf.set_font(style="B" if bold else "", size=size)

    def _side(self, align: Align) -> str:
        if align == "center":
            return "C"
        return "R" if (align == "end") != self.is_right_to_left else "L"

    def _draw_head(self, head: Letterhead, *, is_first: bool) -> float:
        top = self.margin
        if not is_first:
            self.write(head.name, y=top, size=9, bold=True, ink=LEAF)
            self.write(self.title, y=top, size=9, align="end", ink=SOFT)
            return top + 9
        self.picture(head.logo, at=0, y=top, width=12)
        self.write(head.name, at=15.5, y=top + 1.6, size=17, bold=True, ink=LEAF)
        lines, half = "\n".join(head.lines), self.width / 2
        end = self.write(
            lines, at=half, width=half, y=top, size=8, align="end", ink=SOFT
        )
        return max(end, top + 14) + 8

    def _draw_feet(self) -> None:
        """Below each page: who we are, and which page of how many it is."""
        if not self.letterhead:
            return
        first, last = self._first_of_document, self.pdf.page
        for page in range(first, last + 1):
            self.pdf.page = page
            speak(self.pdf, self.language)
            self.y = self.size[1] - self.margin - 8
            self.rule()
            room = self.width * 0.8
            self.write(
                self.letterhead.foot, width=room, y=self.y + 1.5, size=7, ink=SOFT
            )
            if last > first:
                with override(self.language):
                    words = _("Page %(page)s of %(pages)s") % {
                        "page": number_text(page - first + 1, self.language),
                        "pages": number_text(last - first + 1, self.language),
                    }
                self.write(words, y=self.y + 1.5, size=7, align="end", ink=SOFT)
