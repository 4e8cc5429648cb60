"""The demo shop's catalogue as it lies in its files: facts once, texts per language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
DATA = FOLDER / "data"
PHOTOS = FOLDER / "photos"


def facts(name: str) -> dict[str, Any]:
    return _toml(DATA / f"{name}.toml")


def product_slugs() -> list[str]:
    return sorted(path.stem for path in (DATA / "products").glob("*.toml"))


def languages() -> list[str]:
    """The languages somebody has written texts in."""
    return sorted(path.name for path in (DATA / "texts").iterdir())


def texts(file: str, /, *path: str, **fields: str) -> dict[str, Any]:
    """Columns of a model from a file of texts: `fields` says which entry of the table
    at `path` goes into which field, in every language that has it.

    `texts("categories", "table", name="name")` -> {"name_en": "Table", …}
    """
    found: dict[str, Any] = {}
    for language in languages():
        entry: Any = _toml(DATA / "texts" / language / f"{file}.toml")
        for step in path:
            entry = entry.get(step, {})
        for field, key in fields.items():
            if text := entry.get(key):
                found[f"{field}_{language}"] = text
    return found


@cache
def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
