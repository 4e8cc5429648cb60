"""What the demo shop says in English it says in every language."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

FOLDERS = sorted(settings.BASE_DIR.glob("*/demo/data/texts"))
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
FILES = [
    (file, language)
    for folder in FOLDERS
    for file in sorted((folder / settings.LANGUAGE_CODE).rglob("*.toml"))
    for language in LANGUAGES
]
_TAG = re.compile(r"</?[a-z]\w*")


def _name(one: Any) -> str:
    is_file = isinstance(one, Path)
    return one.relative_to(settings.BASE_DIR).as_posix() if is_file else str(one)


def _texts(file: Path) -> dict[str, str]:
    return dict(_flat(tomllib.loads(file.read_text("utf-8")), ""))


def _flat(table: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{key}.")
        else:
            # keywords are a list, of as many words as a language needs
            yield f"{path}{key}", value if isinstance(value, str) else " ".join(value)


@pytest.mark.parametrize(("file", "language"), FILES, ids=_name)
def test_every_text_is_there_in_every_language(file: Path, language: str) -> None:
    root = next(folder for folder in FOLDERS if folder in file.parents)
    said = _texts(file)
    there = root / language / file.relative_to(root / settings.LANGUAGE_CODE)
    translated = _texts(there)

    assert translated.keys() == said.keys()
    # a gift card needs no care and warns of nothing, in no language
    assert [key for key in said if bool(said[key]) != bool(translated[key])] == []
    changed = [
        key
        for key, text in said.items()
        if Counter(_TAG.findall(text)) != Counter(_TAG.findall(translated[key]))
    ]
    assert changed == []
