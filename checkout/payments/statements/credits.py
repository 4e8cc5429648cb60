"""What a bank says came in, in one shape for all kinds of files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


class UnreadableStatement(Exception):
    """The file is no statement we know; the message is for the member of staff."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Money that came in on `account` (an IBAN).

    `bank_reference` is the bank's own number of the booking, the same in every
    statement that shows it. `reference` is the structured one the payer gave,
    `text` what else they wrote. `is_reversal`: the bank has taken money back that
    had come in.
    """

    account: str
    bank_reference: str
    booked_on: date
    amount: Decimal
    currency: str
    payer: str = ""
    reference: str = ""
    text: str = ""
    is_reversal: bool = False
