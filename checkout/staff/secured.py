"""Payments that are charged when the goods are sent, as staff look for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.orders.models import Order
from checkout.payments.models import LAST_MOMENT, Payment

SOON = timedelta(days=1)


def lost_payments() -> Q:
    """Secured once and never given, for an order that nothing else has paid since."""
    others = Payment.objects.filter(
        order=OuterRef("order"),
        status__in=[Payment.Status.CAPTURED, Payment.Status.AUTHORISED],
        pk__gt=OuterRef("pk"),
    )
    return Q(
        ~Exists(others),
        captures_later=True,
        secured_until__isnull=False,
        status__in=[Payment.Status.FAILED, Payment.Status.CANCELLED],
    ) & ~Q(order__status__in=[Order.Status.PLACED, Order.Status.CANCELLED])


def holds_that_end() -> Q:
    return Q(
        status=Payment.Status.AUTHORISED,
        secured_until__lte=timezone.now() + LAST_MOMENT + SOON,
    )


class SecuredFilter(admin.SimpleListFilter):
    title = _("secured payments")
    parameter_name = "secured"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("lost", _("lost")), ("ending", _("to be charged by tomorrow"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "lost":
            return queryset.filter(lost_payments())
        if self.value() == "ending":
            return queryset.filter(holds_that_end())
        return queryset
