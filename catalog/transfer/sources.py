"""A catalogue file as rows of text that know where they stand."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from catalog.transfer import reasons
from catalog.transfer.records import Problem
from catalog.transfer.rows import Row

DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 16 * 1024 * 1024
SAMPLE = 64 * 1024
BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
FALLBACK = "cp1252"


@dataclass(frozen=True, slots=True)
class Source:
    """A file, how to read it, and its first row."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]

    def open(self) -> TextIO:
        return self.path.open(encoding=self.encoding, errors="replace", newline="")

    def lines(self) -> Iterator[tuple[int, str]]:
        with self.open() as text:
            yield from enumerate(text, start=1)

    def encoding_problems(self) -> Iterator[Problem]:
        if self.encoding == FALLBACK:
            yield Problem(1, "", "", reasons.NOT_UTF8, is_fatal=False)


def examine(path: Path) -> Source:
    """Find out the encoding and delimiter of a file by looking at it."""
    csv.field_size_limit(LONGEST_CELL)
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        sample = text.read(SAMPLE)
    headers = {mark: _first_row(sample, mark) for mark in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda mark: len(headers[mark]))
    return Source(path, encoding, delimiter, headers[delimiter])


def encoding_of(path: Path) -> str:
    with path.open("rb") as raw:
        start = raw.read(4)
        for bom, name in BOMS.items():
            if start.startswith(bom):
                return name
        if start[1:2] == b"\0" and start[:1] != b"\0":
            return "utf-16-le"
        if start[:1] == b"\0" and start[1:2] != b"\0":
            return "utf-16-be"
        raw.seek(0)
        return "utf-8" if _is_utf8(raw) else FALLBACK


def _is_utf8(raw: io.BufferedReader) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := raw.read(1 << 20):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _first_row(sample: str, delimiter: str) -> tuple[str, ...]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        row = next((cells for cells in reader if cells), [])
    except csv.Error:
        return ()
    return tuple(cell.strip() for cell in row)


@dataclass(slots=True)
class Table:
    """The rows of a CSV file; what nobody reads of them is told at the end.

    `names` gives a header the name a format calls it by, `text_of` a cell its text.
    """

    source: Source
    names: Callable[[str], str] = str
    has_header: bool = True
    text_of: Callable[[str], str] = str
    unread: Counter[str] = field(default_factory=Counter)
    first_unread: dict[str, tuple[int, str]] = field(default_factory=dict)

    def columns(self) -> list[str]:
        return [self.names(header) for header in self.source.header]

    def header_problems(self) -> Iterator[Problem]:
        yield from self.source.encoding_problems()
        columns = self.columns()
        for index, column in enumerate(columns):
            if column and column in columns[:index]:
                header = self.source.header[index]
                yield Problem(1, header, "", reasons.REPEATED_COLUMN, is_fatal=False)

    def rows(self) -> Iterator[Row | Problem]:
        columns = self.columns()
        headers = _first_of_each(columns, self.source.header)
        lines = _cells(self.source)
        if self.has_header:
            next(lines, None)
        for line, cells in lines:
            if isinstance(cells, Problem):
                yield cells
            elif len(cells) > len(columns) and any(cells[len(columns) :]):
                yield _wrong_width(line, cells, len(columns))
            elif any(cell.strip() for cell in cells):
                texts = [self.text_of(cell) for cell in cells]
                yield Row(line, _first_of_each(columns, texts), headers)

    def settle(self, rows: list[Row]) -> None:
        """Note what of these rows was not read, once they have been dealt with."""
        for row in rows:
            for column, value in row.leftovers():
                header = row.header(column)
                self.unread[header] += 1
                here = (row.line, value)
                self.first_unread[header] = min(
                    here, self.first_unread.get(header, here)
                )

    def leftovers(self) -> Iterator[Problem]:
        for header, count in sorted(self.unread.items()):
            line, value = self.first_unread[header]
            yield Problem(
                line,
                header,
                value,
                reasons.NOT_CARRIED,
                is_fatal=False,
                details={"count": str(count)},
            )


def _first_of_each(columns: Iterable[str], texts: Iterable[str]) -> dict[str, str]:
    """Text by column, in the order of the file; a repeated column counts once."""
    found: dict[str, str] = {}
    for column, text in zip(columns, texts, strict=False):
        found.setdefault(column, text)
    return found


def _cells(source: Source) -> Iterator[tuple[int, list[str] | Problem]]:
    with source.open() as text:
        reader = csv.reader(text, delimiter=source.delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield line, _broken(line, str(error))
                continue
            if cells is None:
                return
            if cells:
                yield line, cells


def _broken(line: int, error: str) -> Problem:
    return Problem(
        line, "", "", reasons.BROKEN_ROW, is_fatal=True, details={"error": error}
    )


def _wrong_width(line: int, cells: list[str], expected: int) -> Problem:
    return Problem(
        line,
        "",
        cells[expected],
        reasons.TOO_MANY_CELLS,
        is_fatal=True,
        details={"count": str(len(cells)), "expected": str(expected)},
    )


def by_key(
    table: Table,
    key_of: Callable[[Row], str],
) -> Iterator[list[Row] | Problem]:
    """Rows that belong together, wherever in the file they stand.

    The file is read twice, so that only unfinished groups are held in memory.
    """
    last: dict[str, int] = {}
    for row in table.rows():
        if isinstance(row, Row):
            last[key_of(row)] = row.line
    pending: dict[str, list[Row]] = {}
    for row in table.rows():
        if isinstance(row, Problem):
            yield row
            continue
        key = key_of(row)
        pending.setdefault(key, []).append(row)
        if row.line == last[key]:
            yield pending.pop(key)
