from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.merchant.models import Merchant
from shop.staff.pages import StaffAdmin
from shop.staff.pasts import PastAdmin


@admin.register(Merchant)
class MerchantAdmin(PastAdmin, StaffAdmin):
    """One row: the list leads straight to it."""

    texts = ("tagline", "opening_hours")
    fieldsets = (
        (None, {"fields": ("name", ("return_days", "pays_returns"))}),
        (
            _("The company"),
            {
                "fields": (
                    "legal_name",
                    ("registration_number", "vat_number"),
                    "street",
                    ("postcode", "city"),
                    "country",
                )
            },
        ),
        (
            _("How to reach us"),
            {"fields": (("email", "phone"), "social_links")},
        ),
        (_("Bank account"), {"fields": ("bank_name", ("iban", "bic"))}),
    )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if Merchant.objects.exists():
            return redirect(reverse("admin:shop_merchant_change", args=[1]))
        return redirect("admin:shop_merchant_add")

    def has_add_permission(self, request: HttpRequest) -> bool:
        may: bool = super().has_add_permission(request)
        return may and not Merchant.objects.exists()

    def has_delete_permission(
        self, request: HttpRequest, obj: Merchant | None = None
    ) -> bool:
        return False
