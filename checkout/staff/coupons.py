from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from checkout.discounts.models import Coupon
from shop.staff.pages import StaffAdmin, sort_by
from shop.staff.pasts import PastAdmin


class CouponForm(forms.ModelForm):  # type: ignore[type-arg]
    """Says in sentences what the database would refuse."""

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        kind, value = given.get("kind"), given.get("value")
        if kind != Coupon.Kind.FREE_DELIVERY and (value is None or value <= 0):
            self.add_error("value", _("How much does the coupon take off?"))
        if kind == Coupon.Kind.PERCENT and value is not None and value > 100:
            self.add_error("value", _("No more than 100 percent."))
        if kind == Coupon.Kind.AMOUNT and not given.get("currency"):
            self.add_error("currency", _("In which currency?"))
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The coupon ends before it starts."))
        return given

    def clean_usage_limit(self) -> int | None:
        limit: int | None = self.cleaned_data["usage_limit"]
        if limit is not None and limit < self.instance.use_count:
            raise ValidationError(
                _("It has been used %d times already.") % self.instance.use_count
            )
        return limit


@admin.register(Coupon)
class CouponAdmin(PastAdmin, StaffAdmin):
    form = CouponForm
    list_display = (
        "code",
        "kind",
        "value",
        "currency",
        "ends_at",
        "use_count",
        "usage_limit",
        "is_active",
    )
    list_filter = ("is_active", "kind")
    search_fields = ("code",)
    ordering = sort_by("-is_active", "code")
    readonly_fields = ("use_count",)
    fields = (
        ("code", "is_active"),
        ("kind", "value", "currency", "minimum"),
        ("starts_at", "ends_at"),
        ("usage_limit", "limit_per_customer", "use_count"),
        ("combines", "needs_code"),
    )
