"""What the list of orders shows and how it is narrowed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.orders.models import Order
from checkout.payments.models import Payment


def is_late() -> Q:
    """Promised for yesterday or earlier, and not delivered."""
    return Q(status__in=Order.NOT_ARRIVED, promised_until__lt=timezone.localdate())


def with_payment_status(orders: QuerySet[Order]) -> QuerySet[Order]:
    latest = Payment.objects.filter(order=OuterRef("pk")).order_by("-created_at", "-pk")
    return orders.annotate(payment_status=Subquery(latest.values("status")[:1]))


class LateFilter(admin.SimpleListFilter):
    title = _("promise")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("yes", _("late against the promise"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(is_late()) if self.value() == "yes" else queryset


class ToPackFilter(admin.SimpleListFilter):
    """What packers may begin with: not what its buyer can still undo."""

    title = _("packing")
    parameter_name = "to_pack"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("yes", _("to be packed now"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(Order.is_to_pack(timezone.now()))


class PaymentStatusFilter(admin.SimpleListFilter):
    title = _("payment")
    parameter_name = "payment"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Payment.Status.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in Payment.Status.values:
            return queryset
        return queryset.filter(payment_status=self.value())
