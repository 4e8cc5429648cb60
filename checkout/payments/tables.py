"""Tables of money that staff upload: columns are known by their names, in any order."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from django.utils.translation import gettext as _

DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y.%m.%d")
SEPARATORS = ";\t,|"
# some programs write a title and a period above the names of the columns
HEADER_WITHIN = 20


class UnreadableTable(Exception):
    """The file is no table we know; the message is for the member of staff."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as a spreadsheet counts; `cells` by our own names of the columns."""

    number: int
    cells: Mapping[str, str]


def read_table(
    content: bytes, *, names: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> list[Row]:
    """Every row that is not empty. `names`: our column -> what others call it.

    Raises UnreadableTable.
    """
    text = _decoded(content)
    missing = list(needed)
    for separator in SEPARATORS:
        rows = _rows(text, separator)
        for place, row in enumerate(rows[:HEADER_WITHIN]):
            columns = _columns(row, names)
            lacking = [column for column in needed if column not in columns]
            if not lacking:
                return _with_cells(rows, columns, after=place)
            missing = min(missing, lacking, key=len)
    if len(missing) == len(needed):
        raise UnreadableTable(_("This is no table that can be read."))
    raise UnreadableTable(
        _("These columns are missing: %(columns)s.")
        % {"columns": ", ".join(names[column][0] for column in missing)}
    )


def amount_in(text: str) -> Decimal:
    """1234.56, 1 234,56, 1.234,56 or 1,234.56: the last mark parts the cents.

    Raises ValueError and InvalidOperation.
    """
    bare = "".join(text.split()).replace("'", "")
    mark = max(bare.rfind(","), bare.rfind("."))
    if mark >= 0:
        whole = bare[:mark].replace(",", "").replace(".", "")
        bare = f"{whole}.{bare[mark + 1 :]}"
    amount = Decimal(bare)
    if not amount.is_finite():
        raise ValueError(text)
    return amount


def day_in(text: str) -> date:
    """Raises ValueError."""
    for each in DATE_FORMATS:
        try:
            return datetime.strptime(text[:10], each).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(text)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1257", errors="replace")
    return text.replace("\x00", "")


def _rows(text: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(text), delimiter=separator))
    except csv.Error as fault:
        raise UnreadableTable(_("This is no table that can be read.")) from fault


def _columns(row: list[str], names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, title in enumerate(row):
        for column, known in names.items():
            if title.strip().casefold() in known:
                columns.setdefault(column, place)
    return columns


def _with_cells(
    rows: list[list[str]], columns: Mapping[str, int], *, after: int
) -> list[Row]:
    return [
        Row(
            number,
            {
                column: row[place].strip() if place < len(row) else ""
                for column, place in columns.items()
            },
        )
        for number, row in enumerate(rows[after + 1 :], start=after + 2)
        if any(cell.strip() for cell in row)
    ]
