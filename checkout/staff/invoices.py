from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from checkout.invoices.answering import pdf_answer
from checkout.invoices.electronic.rules import why_not_electronic
from checkout.invoices.models import Invoice
from checkout.staff.books import show_journal, show_vat
from checkout.staff.payments import link_to_order
from shop.staff.pages import ReadingAdmin, sort_by
from shop.templatetags.money import money


@admin.register(Invoice)
class InvoiceAdmin(ReadingAdmin):
    """Written once: here they are found, read and printed again."""

    list_display = (
        "number",
        "kind",
        "issued_at",
        "shown_order",
        "country",
        "shown_vat",
        "shown_total",
        "electronic",
        "paper",
    )
    list_filter = ("kind", "year", "country")
    list_select_related = ("order", "corrects")
    search_fields = ("number", "order__number", "order__email")
    ordering = sort_by("-issued_at")
    actions_list = ("vat", "journal")
    fields = (
        ("number", "kind", "issued_at"),
        ("shown_order", "corrects", "country"),
        ("shown_vat", "shown_total", "paper"),
        "electronic",
    )
    readonly_fields: ClassVar = (
        "shown_order",
        "shown_vat",
        "shown_total",
        "electronic",
        "paper",
    )

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.pdf)
        own = path("<int:pk>/pdf/", page, name="checkout_invoice_pdf")
        return [own, *super().get_urls()]

    def pdf(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return pdf_answer(get_object_or_404(Invoice, pk=pk))

    @action(  # type: ignore[untyped-decorator]
        description=_("VAT by country"),
        url_path="vat",
        icon="percent",
        permissions=["view"],
    )
    def vat(self, request: HttpRequest) -> HttpResponseBase:
        return show_vat(request, self.admin_site)

    @action(  # type: ignore[untyped-decorator]
        description=_("Journal for bookkeeping"),
        url_path="journal",
        icon="menu_book",
        permissions=["export"],
    )
    def journal(self, request: HttpRequest) -> HttpResponseBase:
        return show_journal(request, self.admin_site)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("checkout.export_invoice")

    @admin.display(description=_("order"))
    def shown_order(self, invoice: Invoice) -> str:
        return link_to_order(invoice.order)

    @admin.display(description=_("VAT"), ordering="vat")
    def shown_vat(self, invoice: Invoice) -> str:
        return money(invoice.vat, invoice.currency)

    @admin.display(description=_("total"), ordering="total")
    def shown_total(self, invoice: Invoice) -> str:
        return money(invoice.total, invoice.currency)

    @admin.display(description=_("electronic"))
    def electronic(self, invoice: Invoice) -> str:
        """Whether the paper holds an electronic invoice, or why not."""
        return why_not_electronic(invoice) or "EN 16931"

    @admin.display(description=_("paper"))
    def paper(self, invoice: Invoice) -> str:
        return format_html(
            '<a class="underline" href="{}">{}</a>',
            reverse("admin:checkout_invoice_pdf", args=[invoice.pk]),
            _now("PDF"),
        )
