"""The demo shop says the same in every language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

SOURCE = settings.LANGUAGE_CODE
OTHERS = [code for code, _ in settings.LANGUAGES if code != SOURCE]
FOLDERS = sorted(settings.BASE_DIR.glob("*/demo/data/texts"))

_TAG = re.compile(r"</?[a-z]\w*")

every_language = pytest.mark.parametrize("language", OTHERS)
every_folder = pytest.mark.parametrize(
    "folder", FOLDERS, ids=[folder.parts[-4] for folder in FOLDERS]
)


@cache
def _texts(folder: Path) -> dict[str, Any]:
    """Every text of a language by its file and its place there."""
    return {
        f"{file.relative_to(folder)}: {place}": text
        for file in sorted(folder.rglob("*.toml"))
        for place, text in _flat(tomllib.loads(file.read_text("utf-8")))
    }


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, entry in table.items():
        if isinstance(entry, dict):
            yield from _flat(entry, f"{above}{key}.")
        else:
            yield f"{above}{key}", entry


@every_folder
@every_language
def test_nothing_is_missing_and_nothing_is_left_over(
    folder: Path, language: str
) -> None:
    assert _texts(folder / language).keys() == _texts(folder / SOURCE).keys()


@every_folder
@every_language
def test_texts_are_marked_up_alike(folder: Path, language: str) -> None:
    source = _texts(folder / SOURCE)
    differing = [
        place
        for place, text in _texts(folder / language).items()
        if _TAG.findall(str(text)) != _TAG.findall(str(source[place]))
    ]

    assert differing == []


@every_folder
@pytest.mark.parametrize("language", [SOURCE, *OTHERS])
def test_search_engines_need_not_cut(folder: Path, language: str) -> None:
    limits = {"seo_title": 60, "seo_description": 155}
    too_long = [
        f"{place}: {len(text)}"
        for place, text in _texts(folder / language).items()
        if len(text) > limits.get(place.rpartition(" ")[2], len(text))
    ]

    assert too_long == []
