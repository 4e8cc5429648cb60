"""Which letters papers are printed in: every script of the shop on every paper."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF

_FILES = Path(__file__).with_name("letters")
_FAMILIES = ("sans", "arabic")
_PERSIAN = frozenset({"fa"})
_UNKNOWN = "?"
# marks that the rules of direction see and nobody else
_UNSEEN = "Cf"
_STRONG = frozenset({"L", "R", "AL"})


def is_right_to_left(language: str) -> bool:
    return language in _PERSIAN


def load_letters(pdf: FPDF) -> None:
    for family in _FAMILIES:
        pdf.add_font(family, "", _FILES / f"{family}-regular.ttf")
        pdf.add_font(family, "B", _FILES / f"{family}-bold.ttf")


def speak(pdf: FPDF, language: str) -> None:
    """Print in the letters of `language`, and in the others where a word needs them."""
    own, other = _FAMILIES if language not in _PERSIAN else reversed(_FAMILIES)
    # each page must name its letters itself, also one that is drawn on again
    pdf.set_font(other)
    pdf.set_font(own)
    pdf.set_fallback_fonts([other])
    turn(pdf, language, "")


def turn(pdf: FPDF, language: str, line: str) -> None:
    """Print the line from the side where its first word begins; Persian papers keep
    theirs."""
    sides = (unicodedata.bidirectional(letter) for letter in line)
    first = next((side for side in sides if side in _STRONG), "L")
    is_turned = is_right_to_left(language) or first != "L"
    direction = "rtl" if is_turned else "ltr"
    pdf.set_text_shaping(direction=direction, features={"tnum": True})


def printable(text: str) -> str:
    """`text` with a question mark for what we have no letter for."""
    known = _known()
    return "".join(
        letter if ord(letter) in known or _is_unseen(letter) else _instead(letter)
        for letter in text.replace("\r", "")
    )


def plain(text: str) -> str:
    """Without the marks of direction, for machines."""
    return "".join(letter for letter in text if unicodedata.category(letter) != _UNSEEN)


def _instead(letter: str) -> str:
    return " " if letter.isspace() else _UNKNOWN


def _is_unseen(letter: str) -> bool:
    return letter == "\n" or unicodedata.category(letter) == _UNSEEN


@cache
def _known() -> frozenset[int]:
    files = (_FILES / f"{family}-regular.ttf" for family in _FAMILIES)
    return frozenset(code for file in files for code in TTFont(file).getBestCmap())
