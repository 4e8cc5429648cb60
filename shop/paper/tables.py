from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shop.paper.sheet import INK, LEAF, LINEN, SOFT, Align, Sheet

_PAD = 1.6
_GAP = 3.0
_SMALL = 7.5


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is a share of the table. Amounts stand at the end of their column."""

    title: str
    width: float
    align: Align = "start"


@dataclass(frozen=True, slots=True)
class Sum:
    title: str
    amount: str
    is_grand: bool = False


def draw_table(
    sheet: Sheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    size: float = 9,
) -> None:
    """Rows under their titles, which are repeated on every page.

    The first line of a cell is printed in `size`, its further lines small.
    """
    _draw_titles(sheet, columns)
    widths = _widths(sheet, columns)
    for row in rows:
        height = max(
            _height(sheet, cell, width, size)
            for cell, width in zip(row, widths, strict=True)
        )
        if not sheet.room(height + 2 * _PAD):
            _draw_titles(sheet, columns)
        _draw_row(sheet, columns, row, size)
        sheet.y += height + 2 * _PAD
        sheet.rule()


def draw_sums(sheet: Sheet, sums: Sequence[Sum], *, share: float = 0.55) -> None:
    """Titles and amounts at the end side, the grand one large."""
    width = sheet.width * share
    at = sheet.width - width
    for each in sums:
        size = 11.5 if each.is_grand else 9
        words = width * 0.58
        height = sheet.height_of(each.title, width=words, size=size, bold=each.is_grand)
        sheet.room(height + 2)
        ink = LEAF if each.is_grand else INK
        for text, start, room, align in (
            (each.title, at, words, "start"),
            (each.amount, at + words, width - words, "end"),
        ):
            sheet.write(
                text,
                at=start,
                width=room,
                y=sheet.y + 1,
                size=size,
                bold=each.is_grand,
                align=align,  # type: ignore[arg-type]
                ink=ink,
            )
        sheet.y += height + 1.4


def _widths(sheet: Sheet, columns: Sequence[Column]) -> list[float]:
    room = sheet.width - _GAP * (len(columns) - 1) - 2 * _PAD
    shares = sum(column.width for column in columns)
    return [room * column.width / shares for column in columns]


def _starts(widths: Sequence[float]) -> list[float]:
    return [_PAD + sum(widths[:i]) + _GAP * i for i in range(len(widths))]


def _draw_titles(sheet: Sheet, columns: Sequence[Column]) -> None:
    widths = _widths(sheet, columns)
    height = max(
        sheet.height_of(column.title, width=width, size=_SMALL, bold=True)
        for column, width in zip(columns, widths, strict=True)
    )
    sheet.room(height + 20)
    sheet.fill(at=0, y=sheet.y, width=sheet.width, height=height + 2 * _PAD, ink=LINEN)
    for column, width, at in zip(columns, widths, _starts(widths), strict=True):
        own = sheet.height_of(column.title, width=width, size=_SMALL, bold=True)
        sheet.write(
            column.title,
            at=at,
            width=width,
            y=sheet.y + _PAD + height - own,
            size=_SMALL,
            bold=True,
            align=column.align,
            ink=SOFT,
        )
    sheet.y += height + 2 * _PAD


def _height(sheet: Sheet, cell: str, width: float, size: float) -> float:
    first, _, further = cell.partition("\n")
    return sheet.height_of(first, width=width, size=size) + sheet.height_of(
        further, width=width, size=_SMALL
    )


def _draw_row(
    sheet: Sheet, columns: Sequence[Column], row: Sequence[str], size: float
) -> None:
    widths = _widths(sheet, columns)
    for column, cell, width, at in zip(
        columns, row, widths, _starts(widths), strict=True
    ):
        first, _, further = cell.partition("\n")
        end = sheet.write(
            first,
            at=at,
            width=width,
            y=sheet.y + _PAD,
            size=size,
            align=column.align,
        )
        sheet.write(
            further,
            at=at,
            width=width,
            y=end,
            size=_SMALL,
            align=column.align,
            ink=SOFT,
        )
