"""What the bookkeeper takes home: the VAT of a quarter, the journal of a month."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checkout.invoices.books.journal import journal
from checkout.invoices.books.periods import Period
from checkout.invoices.books.tables import journal_lines, vat_lines
from checkout.invoices.books.vat import vat_report
from checkout.invoices.models import Invoice
from checkout.payments.models import LedgerEntry
from shop.places.countries import country_name

LIST = "admin:checkout_invoice_changelist"


def show_vat(request: HttpRequest, site: AdminSite) -> HttpResponseBase:
    period = _asked(request, Period.quarter_of)
    rows = vat_report(period)
    if "csv" in request.GET:
        return _csv(vat_lines(rows), f"vat-{period}.csv")
    language = get_language() or "en"
    sections = [
        (where.label, [(country_name(row.country, language), row) for row in own])
        for where, own in groupby(rows, key=lambda row: row.where)
    ]
    first = Invoice.objects.aggregate(at=Min("issued_at"))["at"]
    return _page(
        request,
        "staff/vat_report.html",
        site,
        title=_("VAT by country"),
        sections=sections,
        period=period,
        periods=_until_today(Period.quarter_of, first and timezone.localdate(first)),
    )


def show_journal(request: HttpRequest, site: AdminSite) -> HttpResponseBase:
    period = _asked(request, Period.month_of)
    if "csv" in request.GET:
        return _csv(journal_lines(journal(period)), f"journal-{period}.csv")
    first = LedgerEntry.objects.aggregate(at=Min("at"))["at"]
    return _page(
        request,
        "staff/journal.html",
        site,
        title=_("Journal for bookkeeping"),
        period=period,
        periods=_until_today(Period.month_of, first and timezone.localdate(first)),
    )


def _asked(request: HttpRequest, kind: Callable[[date], Period]) -> Period:
    """The period that is named, else the last that is complete."""
    now = kind(timezone.localdate())
    named = Period.named(request.GET.get("period", ""))
    if named is not None and named.months == now.months:
        return named
    return now.before


def _until_today(kind: Callable[[date], Period], first: date | None) -> list[Period]:
    today = timezone.localdate()
    return kind(today).back_to(min(first or today, kind(today).before.start.date()))


def _page(
    request: HttpRequest, template: str, site: AdminSite, **context: Any
) -> HttpResponse:
    shown = {
        **site.each_context(request),
        "opts": Invoice._meta,
        "back": reverse(LIST),
        **context,
    }
    return TemplateResponse(request, template, shown)


def _csv(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
