"""Files for the tests of parsing: what they hold, and real ones where they lie."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from catalog.transfer.reading import read
from catalog.transfer.records import (
    CategoryRecord,
    Item,
    Problem,
    ProductRecord,
    TranslationsRecord,
    VariantRecord,
)

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Content:
    items: list[Item]

    @property
    def products(self) -> list[ProductRecord]:
        return [item for item in self.items if isinstance(item, ProductRecord)]

    @property
    def variants(self) -> list[VariantRecord]:
        return [variant for product in self.products for variant in product.variants]

    @property
    def categories(self) -> list[CategoryRecord]:
        return [item for item in self.items if isinstance(item, CategoryRecord)]

    @property
    def translations(self) -> list[TranslationsRecord]:
        return [item for item in self.items if isinstance(item, TranslationsRecord)]

    @property
    def problems(self) -> list[Problem]:
        return [item for item in self.items if isinstance(item, Problem)]

    @property
    def refusals(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_fatal]


def content_of(path: Path) -> Content:
    return Content([item for _, item in read(path)])


def real(name: str) -> Path:
    """A file of another system, which only the machines that build us have."""
    path = DATA / name
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path} is missing, and CI must have it")
        pytest.skip(f"{path} is not on this machine")
    return path


def told(problems: Iterable[Problem]) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.sentence) for problem in problems]


def without_lines(items: Iterable[Item]) -> Iterator[Item]:
    """The same records wherever in a file they stand."""
    for item in items:
        if isinstance(item, ProductRecord):
            variants = tuple(replace(variant, line=0) for variant in item.variants)
            yield replace(item, line=0, variants=variants)
        else:
            yield replace(item, line=0)
