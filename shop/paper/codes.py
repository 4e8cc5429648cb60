"""Codes for machines: squares for telephones, bars for scanners."""

from __future__ import annotations

import re
from itertools import accumulate

import segno

from shop.paper.sheet import INK, Sheet

# Code 128 (ISO/IEC 15417): the widths of bars and gaps, by value.
# fmt: off
_WIDTHS = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312",
    "132212", "221213", "221312", "231212", "112232", "122132", "122231", "113222",
    "123122", "123221", "223211", "221132", "221231", "213212", "223112", "312131",
    "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321",
    "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121",
    "313121", "211331", "231131", "213113", "213311", "213131", "311123", "311321",
    "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224",
    "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113",
    "114311", "411113", "411311", "113141", "114131", "311141", "411131", "211412",
    "211214", "211232", "2331112",
]
# fmt: on
_START_B, _START_C, _TO_B, _TO_C, _STOP = 104, 105, 100, 99, 106
_QUIET = 10


class NotForBars(Exception):
    """Code 128 has the signs of ASCII only."""


def draw_qr(sheet: Sheet, words: str, *, at: float, y: float, size: float) -> None:
    """A square of `size`; around it four modules must stay free."""
    rows = [list(row) for row in segno.make(words, error="m", micro=False).matrix]
    module = size / len(rows)
    left = sheet.left(at, size)
    sheet.pdf.set_fill_color(*INK)
    for i, row in enumerate(rows):
        line = "".join("1" if dark else "0" for dark in row)
        for run in re.finditer("1+", line):
            sheet.pdf.rect(
                left + run.start() * module,
                y + i * module,
                (run.end() - run.start()) * module,
                module,
                style="F",
            )


def draw_bars(
    sheet: Sheet, words: str, *, at: float, y: float, width: float, height: float
) -> None:
    """Bars that a scanner reads as `words`, with the quiet zone inside `width`."""
    widths = [int(digit) for digit in bar_widths(words)]
    module = width / (sum(widths) + 2 * _QUIET)
    left = sheet.left(at, width) + _QUIET * module
    starts = [0, *accumulate(widths)]
    sheet.pdf.set_fill_color(0, 0, 0)
    for start, modules in list(zip(starts, widths, strict=False))[::2]:
        sheet.pdf.rect(left + start * module, y, modules * module, height, style="F")


def bar_widths(words: str) -> str:
    """Widths in modules: a bar, a gap, a bar … Long runs of digits go in pairs."""
    values = _values(words)
    check = values[0] + sum(place * value for place, value in enumerate(values))
    return "".join(_WIDTHS[value] for value in [*values, check % 103, _STOP])


def _values(words: str) -> list[int]:
    if not words or not re.fullmatch(r"[ -~]+", words):
        raise NotForBars(words)
    values: list[int] = []
    is_pairs = False
    for digits, sign in re.findall(r"((?:\d\d){2,})|(.)", words):
        if not values:
            values.append(_START_C if digits else _START_B)
        elif bool(digits) != is_pairs:
            values.append(_TO_C if digits else _TO_B)
        is_pairs = bool(digits)
        if is_pairs:
            values += [int(digits[i : i + 2]) for i in range(0, len(digits), 2)]
        else:
            values.append(ord(sign) - 32)
    return values
