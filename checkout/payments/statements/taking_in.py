"""From a file of the bank to booked payments, once."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from checkout.orders.models import OrderEvent
from checkout.payments.models import Payment
from checkout.payments.receiving import mark_received
from checkout.payments.statements.camt import read_camt053
from checkout.payments.statements.credits import Credit
from checkout.payments.statements.csv_files import read_csv
from checkout.payments.statements.matching import match
from checkout.payments.statements.models import BankCredit


class AlreadyDecided(Exception):
    """Somebody has booked this credit or set it aside."""


class TakenBack(Exception):
    """The bank took this money: it cannot count for an order."""


@dataclass(slots=True)
class Summary:
    """How many credits of a statement were booked, wait for people, were known."""

    booked: int = 0
    to_decide: int = 0
    known: int = 0


def read_statement(content: bytes) -> list[Credit]:
    """The credits of a camt.053 or CSV file. Raises UnreadableStatement."""
    is_xml = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return read_camt053(content) if is_xml else read_csv(content)


def take_in(found: list[Credit], *, by: str) -> Summary:
    """Book what is certain, propose what is not, pass over what was taken in before."""
    summary = Summary()
    for credit in found:
        row, is_new = _take_in(credit, by=by)
        if not is_new:
            summary.known += 1
        elif row.status == BankCredit.Status.BOOKED:
            summary.booked += 1
        else:
            summary.to_decide += 1
    return summary


@transaction.atomic
def book(credit: BankCredit, payment: Payment, *, by: str) -> None:
    """Say which payment a credit is for; it settles.

    Raises AlreadyDecided and TakenBack.
    """
    if credit.is_reversal:
        raise TakenBack
    _decide(credit, BankCredit.Status.BOOKED, by=by, payment=payment)
    mark_received(payment, by=by, amount=credit.amount, movement=credit.movement)


def set_aside(credit: BankCredit, *, note: str, by: str) -> None:
    """Money that has nothing to do with orders. Raises AlreadyDecided."""
    _decide(credit, BankCredit.Status.SET_ASIDE, by=by, payment=None, note=note)


@transaction.atomic
def _take_in(credit: Credit, *, by: str) -> tuple[BankCredit, bool]:
    values = asdict(credit)
    key = {name: values.pop(name) for name in ("account", "bank_reference")}
    row, is_new = BankCredit.objects.get_or_create(**key, defaults=_cut(values))
    if not is_new:
        return row, False
    if found := match(credit):
        if found.is_certain and not row.is_reversal:
            book(row, found.payment, by=by)
        else:
            row.status = BankCredit.Status.PROPOSED
            row.payment = found.payment
            row.save(update_fields=["status", "payment"])
            if row.is_reversal and found.is_certain:
                found.payment.order.record(
                    OrderEvent.Kind.NOTE,
                    by=by,
                    about="bank_took_back",
                    amount=str(row.amount),
                )
    return row, True


def _cut(values: dict[str, object]) -> dict[str, object]:
    """Banks let payers write more than anybody reads."""
    return values | {
        "payer": str(values["payer"])[:200],
        "reference": str(values["reference"])[:140],
    }


def _decide(
    credit: BankCredit,
    status: str,
    *,
    by: str,
    payment: Payment | None,
    note: str = "",
) -> None:
    rows = BankCredit.objects.to_decide().filter(pk=credit.pk)
    if not rows.update(status=status, payment=payment, note=note, decided_by=by):
        raise AlreadyDecided
    credit.status, credit.payment = status, payment
