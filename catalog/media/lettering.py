"""Words on pictures, in the letters of the language they are in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import ImageDraw, ImageFont, features

_FILES = Path(__file__).parent / "letters"
_LATIN = "\u0020-\u017f\u0218-\u021b\u2010-\u203a\u20ac\u2116\u2122\u2212"
# what each file can write, the plainest first; see tools/fonts/make_card_fonts.py
_SCRIPTS = {
    "latin": re.compile(f"[{_LATIN}]+"),
    "cyrillic": re.compile(f"[{_LATIN}\u0400-\u045f\u0490\u0491]+"),
    "armenian": re.compile(f"[{_LATIN}\u0531-\u058f]+"),
    "arabic": re.compile(f"[{_LATIN}\u0600-\u06ff\u200c-\u200f]+"),
}
_LEADING = {"latin": 1.16, "cyrillic": 1.16, "armenian": 1.28, "arabic": 1.5}


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text broken into lines, at the size at which it fits its box."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont
    leading: int
    is_rtl: bool

    @property
    def height(self) -> int:
        return self.leading * len(self.lines)

    def draw(
        self, on: ImageDraw.ImageDraw, *, start: int, end: int, top: int, fill: str
    ) -> None:
        """Write the lines from `start` on, or up to `end` from right to left."""
        # only raqm takes a direction, and only it is asked for one
        order: dict[str, Any] = {"direction": "rtl"} if self.is_rtl else {}
        x, anchor = (end, "rs") if self.is_rtl else (start, "ls")
        for number, line in enumerate(self.lines):
            baseline = top + number * self.leading + round(self.leading * 0.78)
            on.text((x, baseline), line, fill, self.font, anchor=anchor, **order)


def script_of(text: str) -> str | None:
    """The script a text can be written in here; None if there are no letters for it."""
    for script, letters in _SCRIPTS.items():
        if letters.fullmatch(text):
            return script if script != "arabic" or _joins_letters() else None
    return None


def fitted(
    text: str, *, width: int, height: int, largest: int, smallest: int
) -> Lettering | None:
    """The text as large as it fits; what is too long even small ends in “…”."""
    script = script_of(text)
    if script is None:
        return None
    for size in range(largest, smallest - 1, -4):
        lettering = _set(text, script, size, width)
        widest = max(lettering.font.getlength(line) for line in lettering.lines)
        if lettering.height <= height and widest <= width:
            return lettering
    return _cut(lettering, height)


def _set(text: str, script: str, size: int, width: int) -> Lettering:
    font = ImageFont.truetype(_FILES / f"{script}.ttf", size)
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return Lettering(
        lines=tuple(lines),
        font=font,
        leading=round(size * _LEADING[script]),
        is_rtl=script == "arabic",
    )


def _cut(lettering: Lettering, height: int) -> Lettering:
    kept = lettering.lines[: max(1, height // lettering.leading)]
    if len(kept) < len(lettering.lines):
        kept = (*kept[:-1], f"{kept[-1]} …")
    return Lettering(kept, lettering.font, lettering.leading, lettering.is_rtl)


def _joins_letters() -> bool:
    """Whether this machine's libraries can shape Arabic letters; they stand loose
    and in the wrong order otherwise."""
    return bool(features.check("raqm") and features.check("fribidi"))
