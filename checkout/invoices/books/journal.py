"""All that moved in a period: papers and money, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from heapq import merge

from django.db.models import OuterRef, QuerySet, Subquery

from checkout.invoices.books.periods import Period
from checkout.invoices.models import Invoice
from checkout.payments.models import LedgerEntry
from shop.money.amounts import ZERO

_BOOKED = LedgerEntry.Kind
# kind of a ledger entry -> (its name in the journal, its sign)
_MOVEMENTS: dict[str, tuple[str, int]] = {
    _BOOKED.CAPTURED: ("payment", 1),
    _BOOKED.REFUNDED: ("refund", -1),
    _BOOKED.REFUND_RETURNED: ("refund_returned", 1),
    _BOOKED.DISPUTED: ("dispute", -1),
    _BOOKED.REINSTATED: ("dispute_won", 1),
    _BOOKED.PROVIDER_FEE: ("fee", -1),
    _BOOKED.REMITTED: ("carrier_cash", 1),
}


@dataclass(frozen=True, slots=True)
class JournalRow:
    at: datetime
    kind: str
    # of the paper; of money the invoice of its order
    document: str
    order: str
    country: str
    currency: str
    amount: Decimal
    vat: Decimal = ZERO
    provider: str = ""
    reference: str = ""


def journal(period: Period) -> Iterator[JournalRow]:
    """Signed: what customers owe us or pay us is positive, what goes back negative."""
    return merge(_papers(period), _money(period), key=lambda row: row.at)


def _papers(period: Period) -> Iterator[JournalRow]:
    papers: QuerySet[Invoice] = Invoice.objects.filter(
        issued_at__gte=period.start, issued_at__lt=period.end
    )
    found = papers.defer("content").select_related("order").order_by("issued_at", "pk")
    for paper in found.iterator(chunk_size=2000):
        sign = -1 if paper.is_credit_note else 1
        yield JournalRow(
            at=paper.issued_at,
            kind=paper.kind,
            document=paper.number,
            order=paper.order.number,
            country=paper.country,
            currency=paper.currency,
            amount=sign * paper.total,
            vat=sign * paper.vat,
        )


def _money(period: Period) -> Iterator[JournalRow]:
    invoice = Invoice.objects.filter(
        order=OuterRef("payment__order"), kind=Invoice.Kind.INVOICE
    )
    entries = (
        LedgerEntry.objects.filter(at__gte=period.start, at__lt=period.end)
        .select_related("payment__order")
        .annotate(invoice=Subquery(invoice.values("number")[:1]))
        .order_by("at", "pk")
    )
    for entry in entries.iterator(chunk_size=2000):
        kind, sign = _MOVEMENTS[entry.kind]
        payment = entry.payment
        yield JournalRow(
            at=entry.at,
            kind=kind,
            document=entry.invoice or "",
            order=payment.order.number,
            country=payment.order.country,
            currency=payment.currency,
            amount=sign * entry.amount,
            provider=payment.provider,
            reference=entry.reference,
        )
