from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from checkout.orders.models import Order
from checkout.payments.models import (
    Payment,
    PaymentMethod,
    ProviderEvent,
    Refund,
)
from checkout.staff.secured import SecuredFilter
from shop.staff.pages import ReadingAdmin, StaffAdmin, sort_by
from shop.templatetags.money import money


def link_to_order(order: Order) -> str:
    url = reverse("admin:checkout_order_change", args=[order.pk])
    return format_html('<a class="underline" href="{}">{}</a>', url, order.number)


@admin.register(Payment)
class PaymentAdmin(ReadingAdmin):
    """Money is marked as received on the page of its order."""

    list_display = (
        "created_at",
        "shown_order",
        "provider",
        "status",
        "reference",
        "due_at",
        "shown_amount",
    )
    list_filter = ("status", "provider", "risk_level", SecuredFilter)
    list_select_related = ("order",)
    search_fields = ("reference", "order__number", "order__email")
    ordering = sort_by("-created_at")
    fields = (
        ("shown_order", "provider", "method_code"),
        ("status", "shown_amount", "reference"),
        ("created_at", "due_at", "checked_at"),
        ("captures_later", "secured_until", "waived"),
        ("risk_level", "risk_score", "risk_reason"),
        "failure",
    )
    readonly_fields = ("shown_order", "shown_amount")

    @admin.display(description=_("order"))
    def shown_order(self, payment: Payment) -> str:
        return link_to_order(payment.order)

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, payment: Payment) -> str:
        return money(payment.amount, payment.currency)


@admin.register(Refund)
class RefundAdmin(ReadingAdmin):
    list_display = (
        "created_at",
        "shown_order",
        "status",
        "reason",
        "by",
        "shown_amount",
    )
    list_filter = ("status", "payment__provider")
    list_select_related = ("payment__order",)
    search_fields = ("reference", "payment__order__number")
    ordering = sort_by("-created_at")
    fields = (
        ("shown_order", "shown_amount", "status"),
        ("reason", "by", "reference"),
        "failure",
    )
    readonly_fields = ("shown_order", "shown_amount")

    @admin.display(description=_("order"))
    def shown_order(self, refund: Refund) -> str:
        return link_to_order(refund.payment.order)

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, refund: Refund) -> str:
        return money(refund.amount, refund.payment.currency)


@admin.register(PaymentMethod)
class PaymentMethodAdmin(StaffAdmin):
    texts = ("name", "description")
    list_display = ("name", "provider", "fee", "currency", "is_active", "position")
    list_editable = ("is_active", "position")
    ordering = sort_by("position")
    fields = (
        ("code", "provider", "is_active", "position"),
        ("fee", "minimum", "maximum", "currency"),
        "countries",
    )


@admin.register(ProviderEvent)
class ProviderEventAdmin(ReadingAdmin):
    list_display = ("received_at", "provider", "kind", "event_id", "settled_at")
    list_filter = ("provider", "kind")
    search_fields = ("event_id", "kind")
    ordering = sort_by("-received_at")
    fields = (
        ("provider", "kind", "event_id"),
        ("received_at", "settled_at"),
        "payload",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        resolved = request.resolver_match
        is_list = resolved is not None and str(resolved.url_name).endswith(
            "_changelist"
        )
        return rows.defer("payload") if is_list else rows
