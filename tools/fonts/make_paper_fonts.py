"""Make the font files that papers are printed with.

    pip install fonttools brotli
    python tools/fonts/make_paper_fonts.py static/fonts shop/paper/letters

A paper may name a buyer in any script, so `sans` carries Latin, Cyrillic and Armenian
letters; Persian is joined letters with rules of their own, and has Latin beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from make_card_fonts import join, opened

PAPERS = {
    "sans": ("sans-latin", "sans-cyrillic", "sans-armenian"),
    "arabic": ("sans-arabic", "sans-latin"),
}
WEIGHTS = {"regular": 400, "bold": 700}


def make(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for family, (stock, *scions) in PAPERS.items():
        for name, weight in WEIGHTS.items():
            font = opened(source / f"{stock}.woff2", weight)
            for scion in scions:
                join(font, opened(source / f"{scion}.woff2", weight))
            font.flavor = None
            font.save(target / f"{family}-{name}.ttf")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
