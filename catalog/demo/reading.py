"""The demo shop's catalogue as it lies in its files."""

from __future__ import annotations

from pathlib import Path

from shop.demo.files import DemoFiles

FOLDER = Path(__file__).parent
PHOTOS = FOLDER / "photos"
FILES = DemoFiles(FOLDER / "data")

facts, texts = FILES.facts, FILES.texts


def product_slugs() -> list[str]:
    return sorted(path.stem for path in (FILES.folder / "products").glob("*.toml"))


def languages() -> list[str]:
    """The languages somebody has written texts in."""
    return sorted(path.name for path in (FILES.folder / "texts").iterdir())
