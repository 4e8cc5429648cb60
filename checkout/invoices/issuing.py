"""Invoices are issued when something is sent, credit notes when money goes back."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localtime

from checkout.invoices.content import credit_content, groups_of, invoice_content
from checkout.invoices.crediting import credit_groups, to_credit
from checkout.invoices.models import Accounted, Invoice, Series
from checkout.orders.models import Order, OrderEvent
from checkout.payments.models import LedgerEntry
from shop.jobs.registry import reader
from shop.money.amounts import ZERO, Taxed

Kind = OrderEvent.Kind
_BOOKED = LedgerEntry.Kind
_PREFIXES = {Invoice.Kind.INVOICE: "", Invoice.Kind.CREDIT_NOTE: "C"}


@reader
def account_for_news() -> None:
    """Deal with the orders that were sent or had money given back since."""
    news = OrderEvent.objects.filter(
        kind__in=(Kind.SENT, Kind.DELIVERED, Kind.REFUNDED), accounted=None
    )
    # numbers follow the days, also when much is made up for at once
    for event in news.order_by("at", "pk")[:300]:
        account_for(event)


@transaction.atomic
def account_for(event: OrderEvent) -> None:
    _claim, is_ours = Accounted.objects.get_or_create(event=event)
    if not is_ours:
        return
    order = Order.objects.select_for_update(no_key=True).get(pk=event.order_id)
    invoice = order.invoices.filter(kind=Invoice.Kind.INVOICE).first()
    if invoice is None and event.kind != Kind.REFUNDED:
        invoice = _issue(
            Invoice.Kind.INVOICE,
            order,
            at=event.at,
            groups=groups_of(order.vat_groups),
            content=invoice_content(order, supplied_at=localtime(event.at)),
        )
    if invoice is not None:
        _credit_what_went_back(invoice, order, event)


def _credit_what_went_back(invoice: Invoice, order: Order, event: OrderEvent) -> None:
    """A credit note for what the buyer does not pay, beyond the notes there are."""
    credited = _credited(invoice)
    amount = _to_credit(order) - sum(credited.values(), ZERO)
    if amount <= 0:
        return
    groups = credit_groups(
        amount,
        groups_of(invoice.content["groups"]),
        credited,
        _parts_left(order, credited),
        order.currency,
    )
    _issue(
        Invoice.Kind.CREDIT_NOTE,
        order,
        at=event.at,
        groups=groups,
        corrects=invoice,
        content=credit_content(
            order,
            corrects=invoice.number,
            groups=groups,
            reason=event.data.get("reason", ""),
        ),
    )


def _to_credit(order: Order) -> Decimal:
    entries = LedgerEntry.objects.filter(payment__order=order).values("kind")
    sums = {row["kind"]: row["sum"] for row in entries.annotate(sum=Sum("amount"))}
    return to_credit(
        order.total,
        captured=sums.get(_BOOKED.CAPTURED, ZERO),
        refunded=sums.get(_BOOKED.REFUNDED, ZERO)
        - sums.get(_BOOKED.REFUND_RETURNED, ZERO),
        waived=order.payments.aggregate(sum=Sum("waived"))["sum"] or ZERO,
    )


def _credited(invoice: Invoice) -> dict[Decimal, Decimal]:
    """Gross by rate of the credit notes of an invoice."""
    sums: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    for note in invoice.credit_notes.order_by("pk"):
        for group in groups_of(note.content["groups"]):
            sums[group.rate] += group.gross
    return dict(sums)


def _parts_left(
    order: Order, credited: dict[Decimal, Decimal]
) -> dict[Decimal, Decimal]:
    """Gross by rate of the lines that went back and are on no credit note yet."""
    sums: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    parts = order.refunded_parts.exclude(line=None).select_related("line")
    for part in parts:
        if part.line is not None:
            sums[part.line.vat_rate] += part.amount
    return {rate: amount - credited.get(rate, ZERO) for rate, amount in sums.items()}


def _issue(
    kind: Invoice.Kind,
    order: Order,
    *,
    at: datetime,
    groups: list[Taxed],
    content: dict[str, Any],
    corrects: Invoice | None = None,
) -> Invoice:
    year = localtime(at).year
    running = _next_number(kind, year)
    return Invoice.objects.create(
        kind=kind,
        year=year,
        running=running,
        number=f"{_PREFIXES[kind]}{year}-{running:06d}",
        order=order,
        corrects=corrects,
        issued_at=at,
        country=order.country,
        currency=order.currency,
        vat=sum((group.vat for group in groups), ZERO),
        total=sum((group.gross for group in groups), ZERO),
        content=content,
    )


def _next_number(kind: str, year: int) -> int:
    Series.objects.get_or_create(kind=kind, year=year)
    series = Series.objects.select_for_update().get(kind=kind, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
