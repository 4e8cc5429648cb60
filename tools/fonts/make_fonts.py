"""Make the few font files the shop loads out of the Fontsource packages.

    npm install @fontsource-variable/{noto-sans,noto-sans-armenian}
    npm install @fontsource-variable/{vazirmatn,source-serif-4}
    pip install fonttools brotli
    python tools/fonts/make_fonts.py node_modules static/fonts

A page loads at most two files, so each file carries what one language needs whole:
Fontsource cuts by script, which would cost a Ukrainian page four requests.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

LATIN = {*range(0x20, 0x7F), *range(0xA0, 0x180), 0x218, 0x219, 0x21A, 0x21B, 0x2C7}
SIGNS = {
    *range(0x2010, 0x2028), 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC,
    0x20B4, 0x20BD, 0x2116, 0x2122, 0x2190, 0x2192, 0x2212, 0x2264, 0x2265,
}  # fmt: skip
CYRILLIC = {*range(0x400, 0x460), 0x490, 0x491}
ARMENIAN = {*range(0x531, 0x557), *range(0x559, 0x590)}
# the names of our neighbours' towns, in Ukrainian sentences
BALTIC = {ord(letter) for letter in "ĀāĄąČčĒēĖėĘęĢģĪīĮįĶķĻļŅņŠšŪūŲųŽž"}
# Persian parts the halves of a word by a joiner that is none
JOINERS = {0x200C, 0x200D}
ARABIC = {*range(0x600, 0x700), *range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00)}
TEXT = {"wght": (400, 700)}
DISPLAY = {"wght": 400, "opsz": 44}


def cut(
    path: Path, letters: set[int], axes: dict[str, object], *, ligatures: bool = True
) -> TTFont:
    font = instantiateVariableFont(TTFont(path), axes)
    if "gvar" in font:  # the instancer drops what does not vary, the subsetter wants it
        for name in font.getGlyphOrder():
            font["gvar"].variations.setdefault(name, [])
    options = Options()
    options.layout_features = [
        "kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum",
        "init", "medi", "fina", "rlig", "isol",
    ]  # fmt: skip
    if not ligatures:
        options.layout_features.remove("liga")
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    return font


def graft(stock: TTFont, scion: TTFont) -> TTFont:
    """Give `stock` the letters of `scion` it lacks; both are cuts of the same font."""
    scion = _renamed(scion, taken=set(stock.getGlyphOrder()))
    known = stock.getBestCmap()
    new = {c: n for c, n in scion.getBestCmap().items() if c not in known}
    added = _with_parts(scion, new.values())
    for name in added:
        stock["glyf"].glyphs[name] = scion["glyf"][name]
        stock["hmtx"][name] = scion["hmtx"][name]
        if "gvar" in stock:
            stock["gvar"].variations[name] = scion["gvar"].variations.get(name, [])
    order = stock.getGlyphOrder() + added
    stock.setGlyphOrder(order)
    stock["glyf"].glyphOrder = order
    for table in stock["cmap"].tables:
        table.cmap.update({c: n for c, n in new.items() if c <= 0xFFFF})
    for tag in ("HVAR", "DSIG"):  # its advances are in gvar as well
        if tag in stock:
            del stock[tag]
    return stock


def _renamed(font: TTFont, *, taken: set[str]) -> TTFont:
    """The font under glyph names that are not `taken`: they are made up for letters
    that are only parts of others, and then mean something else in each file."""
    data = BytesIO()
    font.save(data)
    again = TTFont(data)
    mark = f".{len(taken)}"
    again.setGlyphOrder(
        [f"{name}{mark}" if name in taken else name for name in again.getGlyphOrder()]
    )
    return again


def _with_parts(font: TTFont, names: Iterable[str]) -> list[str]:
    """The glyphs, and those they are put together of."""
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = None
        glyph = font["glyf"][name]
        if glyph.isComposite():
            waiting += [part.glyphName for part in glyph.components]
    return list(found)


def save(font: TTFont, path: Path) -> None:
    font.flavor = "woff2"
    font.save(path)
    print(f"{path.stat().st_size:7d}  {path.name}")  # noqa: T201


def make(packages: Path, target: Path) -> None:
    variable = packages / "@fontsource-variable"

    def files(package: str, script: str, axes: str) -> Path:
        return variable / package / "files" / f"{package}-{script}-{axes}-normal.woff2"

    def sans(script: str, letters: set[int]) -> TTFont:
        return cut(files("noto-sans", script, "wght"), letters, dict(TEXT))

    def serif(script: str, letters: set[int]) -> TTFont:
        return cut(files("source-serif-4", script, "opsz"), letters, dict(DISPLAY))

    latin = LATIN | SIGNS
    for family, piece in (("sans", sans), ("serif", serif)):
        save(
            graft(piece("latin", latin), piece("latin-ext", latin)),
            target / f"{family}-latin.woff2",
        )
        baltic = graft(piece("latin", latin), piece("latin-ext", BALTIC))
        save(
            graft(baltic, piece("cyrillic", CYRILLIC | SIGNS)),
            target / f"{family}-cyrillic.woff2",
        )
    armenian = files("noto-sans-armenian", "armenian", "wght")
    # its ligatures of men with ech or ini are those of old prints, not of screens
    modern = cut(armenian, ARMENIAN, dict(TEXT), ligatures=False)
    save(modern, target / "sans-armenian.woff2")
    arabic = files("vazirmatn", "arabic", "wght")
    persian = cut(arabic, ARABIC | JOINERS | SIGNS, dict(TEXT))
    save(persian, target / "sans-arabic.woff2")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
