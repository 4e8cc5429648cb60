"""Statements as CSV: columns are known by their names, in any order."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from io import StringIO

from django.utils.translation import gettext as _

from checkout.payments.statements.credits import Credit, UnreadableStatement

# what banks and bookkeeping programs call the columns
NAMES: dict[str, tuple[str, ...]] = {
    "account": ("account", "iban", "client account", "klienta konts", "рахунок"),
    "bank_reference": ("bank reference", "archive code", "transaction id", "id",
                       "arhīva kods", "ieraksta numurs", "номер документа"),
    "booked_on": ("date", "booking date", "booked on", "datums", "дата"),
    "amount": ("amount", "sum", "summa", "сума"),
    "currency": ("currency", "valūta", "валюта"),
    "payer": ("payer", "beneficiary/payer", "name", "saņēmējs/maksātājs",
              "maksātājs", "платник"),
    "reference": ("reference", "reference number", "references numurs"),
    "text": ("text", "details", "description", "informācija saņēmējam",
             "maksājuma mērķis", "призначення платежу"),
    "direction": ("debit/credit", "d/k", "d/c", "debets/kredīts"),
}  # fmt: skip
NEEDED = ("bank_reference", "booked_on", "amount", "currency")
DEBIT = {"d", "debit", "debets", "дебет"}
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y.%m.%d")


def read_csv(content: bytes) -> list[Credit]:
    """Every credit; rows of debits are left out. Raises UnreadableStatement."""
    text = _decoded(content)
    try:
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=";,\t")
        rows = list(csv.reader(StringIO(text), dialect))
    except csv.Error as fault:
        raise UnreadableStatement(_("This is no table that can be read.")) from fault
    columns = _columns(rows[0])
    found = (
        _credit(_cells(row, columns), number)
        for number, row in enumerate(rows[1:], start=2)
        if any(row)
    )
    return [credit for credit in found if credit is not None]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1257", errors="replace")


def _columns(header: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, title in enumerate(header):
        for column, names in NAMES.items():
            if title.strip().casefold() in names:
                columns.setdefault(column, place)
    missing = [NAMES[column][0] for column in NEEDED if column not in columns]
    if missing:
        raise UnreadableStatement(
            _("These columns are missing: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    return columns


def _cells(row: list[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {
        column: row[place].strip() if place < len(row) else ""
        for column, place in columns.items()
    }


def _credit(cells: Mapping[str, str], number: int) -> Credit | None:
    try:
        amount = _amount(cells["amount"])
        booked_on = _day(cells["booked_on"])
    except (ValueError, InvalidOperation) as fault:
        raise UnreadableStatement(
            _("Row %(number)d: the date or the amount cannot be read.")
            % {"number": number}
        ) from fault
    if amount <= 0 or cells.get("direction", "").casefold() in DEBIT:
        return None
    if not cells["bank_reference"]:
        raise UnreadableStatement(
            _("Row %(number)d has no number of the bank.") % {"number": number}
        )
    return Credit(
        account=cells.get("account", "").replace(" ", ""),
        bank_reference=cells["bank_reference"],
        booked_on=booked_on,
        amount=amount,
        currency=cells["currency"].upper(),
        payer=cells.get("payer", ""),
        reference=cells.get("reference", ""),
        text=cells.get("text", ""),
    )


def _amount(text: str) -> Decimal:
    """1234.56, 1 234,56, 1.234,56 or 1,234.56: the last mark parts the cents."""
    bare = text.replace(" ", "").replace("\xa0", "").replace("'", "")
    mark = max(bare.rfind(","), bare.rfind("."))
    if mark >= 0:
        whole = bare[:mark].replace(",", "").replace(".", "")
        bare = f"{whole}.{bare[mark + 1 :]}"
    amount = Decimal(bare)
    if not amount.is_finite():
        raise ValueError(text)
    return amount


def _day(text: str) -> date:
    for each in DATE_FORMATS:
        try:
            return datetime.strptime(text[:10], each).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(text)
