"""Make the font files that name products on their preview pictures.

    pip install fonttools brotli
    python tools/fonts/make_card_fonts.py static/fonts catalog/media/letters

Unlike a page, a picture has no second font to fall back on: each file carries the Latin
letters, the figures and the signs beside its own script, at one weight.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib.instancer import instantiateVariableFont

# script: its file, the file whose letters join it, the weight of both
CARDS = {
    "latin": ("serif-latin", "", None),
    "cyrillic": ("serif-cyrillic", "serif-latin", None),
    "armenian": ("sans-armenian", "sans-latin", 500),
    "arabic": ("sans-arabic", "sans-latin", 600),
}


def opened(path: Path, weight: int | None) -> TTFont:
    font = TTFont(path)
    if weight and "fvar" in font:
        font = instantiateVariableFont(font, {"wght": weight})
    return font


def join(stock: TTFont, scion: TTFont) -> None:
    """Give `stock` the letters it lacks, drawn as in `scion`."""
    if stock["head"].unitsPerEm != scion["head"].unitsPerEm:
        scale_upem(scion, stock["head"].unitsPerEm)
    letters, known = scion.getGlyphSet(), stock.getBestCmap()
    taken = set(stock.getGlyphOrder())
    added: dict[int, str] = {}
    for code, name in scion.getBestCmap().items():
        if code in known:
            continue
        own = name if name not in taken else f"{name}.joined"
        drawing, pen = DecomposingRecordingPen(letters), TTGlyphPen(None)
        letters[name].draw(drawing)
        drawing.replay(pen)
        stock["glyf"].glyphs[own] = pen.glyph()
        stock["hmtx"][own] = scion["hmtx"][name]
        added[code] = own
        taken.add(own)
    order = stock.getGlyphOrder() + list(dict.fromkeys(added.values()))
    stock.setGlyphOrder(order)
    stock["glyf"].glyphOrder = order
    for table in stock["cmap"].tables:
        table.cmap.update({c: n for c, n in added.items() if c <= 0xFFFF})


def make(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for script, (own, latin, weight) in CARDS.items():
        font = opened(source / f"{own}.woff2", weight)
        if latin:
            join(font, opened(source / f"{latin}.woff2", weight))
        font.flavor = None
        font.save(target / f"{script}.ttf")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
