"""Report and journal as CSV, with the columns of docs/bookkeeping.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain

from django.utils.timezone import localtime

from catalog.transfer.packing import csv_lines, guarded
from checkout.invoices.books.journal import JournalRow
from checkout.invoices.books.vat import VatRow
from shop.money.amounts import round_money

BOM = "\ufeff"


def vat_lines(rows: Iterable[VatRow]) -> Iterator[str]:
    heads = ("section", "country", "rate", "currency", "net", "vat", "gross")
    return _lines(
        heads,
        (
            (
                row.where.value,
                row.country,
                f"{row.rate.normalize():f}",
                row.currency,
                *(_text(sum_, row.currency) for sum_ in (row.net, row.vat, row.gross)),
            )
            for row in rows
        ),
    )


def journal_lines(rows: Iterable[JournalRow]) -> Iterator[str]:
    heads = (
        "date",
        "kind",
        "document",
        "order",
        "country",
        "currency",
        "net",
        "vat",
        "amount",
        "provider",
        "reference",
    )
    return _lines(
        heads,
        (
            (
                localtime(row.at).date().isoformat(),
                row.kind,
                row.document,
                row.order,
                row.country,
                row.currency,
                *_net_and_vat(row),
                _text(row.amount, row.currency),
                row.provider,
                guarded(row.reference),
            )
            for row in rows
        ),
    )


def _net_and_vat(row: JournalRow) -> tuple[str, str]:
    """Of papers only: money has none."""
    if row.provider:
        return "", ""
    return _text(row.amount - row.vat, row.currency), _text(row.vat, row.currency)


def _text(amount: Decimal, currency: str) -> str:
    return f"{round_money(amount, currency):f}"


def _lines(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    lines = csv_lines(chain((heads,), rows))
    yield BOM + next(lines)
    yield from lines
