"""What the writers of one batch share: where it comes from, and whom they tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from catalog.products.models import Product, Variant
from catalog.transfer.records import Problem, ProductRecord, VariantRecord
from catalog.transfer.writing.known import Known
from catalog.transfer.writing.names import Address

LEFT_OUT_VALUE = 80


@dataclass(slots=True)
class LeftOut:
    """Values nothing here holds, counted by column, with the first of each."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, tuple[int, str]] = field(default_factory=dict)

    def note(self, line: int, column: str, value: object) -> None:
        self.counts[column] += 1
        self.first.setdefault(column, (line, str(value)[:LEFT_OUT_VALUE]))


@dataclass
class Desk:
    """`is_own` says that the file is of our own format, so that it knows this shop's
    addresses and names; `folder` has the pictures that the file calls by name."""

    source: str
    by: str
    now: datetime
    folder: Folder | None = None
    is_rehearsal: bool = False
    problems: list[Problem] = field(default_factory=list)
    left_out: LeftOut = field(default_factory=LeftOut)

    @property
    def is_own(self) -> bool:
        return self.source == "vitrine"

    @cached_property
    def known(self) -> Known:
        return Known()

    def warn(
        self, at: At, column: str, reason: str, value: str = "", **details: str
    ) -> None:
        self._tell(at, column, reason, value, details, is_fatal=False)

    def refuse(
        self, at: At, column: str, reason: str, value: str = "", **details: str
    ) -> None:
        self._tell(at, column, reason, value, details, is_fatal=True)

    def _tell(
        self,
        at: At,
        column: str,
        reason: str,
        value: str,
        details: dict[str, str],
        *,
        is_fatal: bool,
    ) -> None:
        problem = Problem(at.line, column, value, reason, is_fatal, at.key, details)
        self.problems.append(problem)


@dataclass(frozen=True, slots=True)
class At:
    """The place in the file that a problem is about."""

    line: int
    key: str


@dataclass(slots=True)
class Folder:
    """The files of a folder by name; each is stored once, however many show it."""

    path: Path
    names: dict[str, Path] = field(default_factory=dict)
    stored: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for file in sorted(self.path.rglob("*")):
            if file.is_file():
                self.names.setdefault(file.name.casefold(), file)

    def find(self, source: str) -> Path | None:
        name = source.rpartition("/")[2].partition("?")[0]
        return self.names.get(name.casefold())


@dataclass(slots=True)
class Article:
    """A product of the batch: what the file says, and its rows once they are there."""

    record: ProductRecord
    address: Address
    product: Product
    is_new: bool
    is_changed: bool = False
    is_refused: bool = False
    offered: Sequence[VariantRecord] = ()
    variants: dict[str, Variant] = field(default_factory=dict)

    @property
    def at(self) -> At:
        return At(self.record.line, self.record.key)

    def of(self, variant: VariantRecord) -> At:
        return At(variant.line, self.record.key)

    @property
    def sold(self) -> list[tuple[VariantRecord, Variant]]:
        """The variants that were taken, each with its row."""
        return [(offer, self.variants[offer.sku]) for offer in self.offered]
