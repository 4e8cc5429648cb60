"""Statements as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import InvalidOperation

from django.utils.translation import gettext as _

from checkout.payments.statements.credits import Credit, UnreadableStatement
from checkout.payments.tables import UnreadableTable, amount_in, day_in, read_table

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


def read_csv(content: bytes) -> list[Credit]:
    """Every credit; rows of debits are left out. Raises UnreadableStatement."""
    try:
        rows = read_table(content, names=NAMES, needed=NEEDED)
    except UnreadableTable as fault:
        raise UnreadableStatement(str(fault)) from fault
    found = (_credit(row.cells, row.number) for row in rows)
    return [credit for credit in found if credit is not None]


def _credit(cells: Mapping[str, str], number: int) -> Credit | None:
    try:
        amount = amount_in(cells["amount"])
        booked_on = day_in(cells["booked_on"])
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
