r"""Lists inside one cell of our CSV, and cells that no spreadsheet executes.

A list has an item a line; the fields of an item stand between bars: “mug.jpg | A mug”.
In a field “\\” is a backslash, “\|” a bar (“\>” and “\,” where those part the fields)
and “\n” a new line; blanks around a field do not count. A text that a spreadsheet would
take for a formula gets an apostrophe in front, as does one that already begins so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

# The wide forms are formulas too, where Asian input is set.
DANGEROUS = "=+-@\t\r\n＝＋－＠"  # noqa: RUF001


def guarded(text: str) -> str:
    """The text as a cell that is text to every spreadsheet."""
    return f"'{text}" if _looks_dangerous(text) else text


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table line by line, for a download of any length."""
    writer = csv.writer(_Echo())
    return (str(writer.writerow(row)) for row in rows)


def unguarded(cell: str) -> str:
    """The text of a cell; an apostrophe goes only where it guards something."""
    guards = cell[:1] == "'" and _looks_dangerous(cell)
    return cell[1:] if guards else cell


def _looks_dangerous(text: str) -> bool:
    first, second = text[:1], text[1:2]
    if first == "'":
        return bool(second) and second in DANGEROUS + "'"
    return bool(first) and first in DANGEROUS


def pack(items: Iterable[Sequence[str]], mark: str = "|") -> str:
    """Items as lines; empty fields at the end of an item are left out."""
    return "\n".join(_packed(item, mark) for item in items)


def _packed(item: Sequence[str], mark: str) -> str:
    fields = list(item)
    while len(fields) > 1 and not fields[-1]:
        fields.pop()
    return f" {mark} ".join(_escaped(text, mark) for text in fields).strip()


def _escaped(text: str, mark: str) -> str:
    safe = text.replace("\\", "\\\\").replace(mark, f"\\{mark}")
    return safe.replace("\n", "\\n")


def unpack(cell: str, mark: str = "|") -> list[list[str]]:
    return [_unpacked(line, mark) for line in cell.split("\n") if line.strip()]


def _unpacked(line: str, mark: str) -> list[str]:
    fields = [""]
    for token in re.findall(
        rf"\\.|{re.escape(mark)}|[^\\{re.escape(mark)}]+|\\$", line
    ):
        if token == mark:
            fields.append("")
        else:
            fields[-1] += token
    return [_plain(field.strip(" ")) for field in fields]


def _plain(field: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], field)
