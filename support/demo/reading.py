"""What customer care of the demo shop says, as it lies in its files."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def facts(name: str) -> dict[str, Any]:
    return _toml(DATA / f"{name}.toml")


def texts(file: str, /, *path: str, **fields: str) -> dict[str, Any]:
    """Columns of a model in every language that has them; see catalog.demo.reading."""
    found: dict[str, Any] = {}
    for folder in sorted((DATA / "texts").iterdir()):
        entry: Any = _toml(folder / f"{file}.toml")
        for step in path:
            entry = entry.get(step, {})
        for field, key in fields.items():
            if text := entry.get(key):
                found[f"{field}_{folder.name}"] = text
    return found


@cache
def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
