"""What a demo shop is made of, as it lies in files: facts once, texts per language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """A folder of TOML: facts in NAME.toml, texts in texts/LANGUAGE/NAME.toml."""

    folder: Path

    def facts(self, name: str) -> dict[str, Any]:
        return _toml(self.folder / f"{name}.toml")

    def texts(self, file: str, /, *path: str, **fields: str) -> dict[str, Any]:
        """Columns of a model from a file of texts: `fields` says which entry of the
        table at `path` goes into which field, in every language that has it.

        `texts("delivery", "methods", "courier", name="name")` -> {"name_en": …}
        """
        found: dict[str, Any] = {}
        for language in sorted((self.folder / "texts").iterdir()):
            entry: Any = _toml(language / f"{file}.toml")
            for step in path:
                entry = entry.get(step, {})
            for field, key in fields.items():
                if text := entry.get(key):
                    found[f"{field}_{language.name}"] = text
        return found


@cache
def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
