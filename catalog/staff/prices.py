"""Offers, price lists and VAT."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog.offers.models import Offer
from catalog.pricing.models import PriceList, VatRate
from catalog.products.models import VatClass
from shop.staff.pages import StaffAdmin, in_default_language, sort_by
from shop.staff.pasts import PastAdmin


class OfferForm(forms.ModelForm):  # type: ignore[type-arg]
    """Says in sentences what the database would refuse; `Offer.clean` says the rest."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        kind, value = given.get("kind"), given.get("value")
        if value is not None and value <= 0:
            self.add_error("value", _("An offer takes something off."))
        if kind == Offer.Kind.PERCENT and value is not None and value > 100:
            self.add_error("value", _("No more than 100 percent."))
        if kind != Offer.Kind.PERCENT and not given.get("price_list"):
            self.add_error("price_list", _("In which price list?"))
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if given.get("share") == 0:
            self.add_error("share", _("At least one piece, or leave it empty."))
        if given.get("is_deal") and not ends:
            self.add_error("ends_at", _("A deal of the day ends: when?"))
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The offer ends before it starts."))
        return given


@admin.register(Offer)
class OfferAdmin(PastAdmin, StaffAdmin):
    form = OfferForm
    texts = ("name", "description")
    list_display = ("name", "kind", "value", "starts_at", "ends_at", "is_active")
    list_filter = ("is_active", "kind")
    search_fields = (in_default_language("name"), "slug")
    ordering = sort_by("-starts_at")
    autocomplete_fields = ("products", "categories", "tags")
    readonly_fields = ("share_sold",)
    fields = (
        ("slug", "is_active"),
        ("kind", "value", "price_list"),
        ("starts_at", "ends_at"),
        ("is_deal", "share", "share_sold"),
        "picture",
        "products",
        ("categories", "tags"),
    )

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        # the shelf follows an offer as it was saved: now it has its scope
        form.instance.skip_history_when_saving = True
        form.instance.save()


@admin.register(PriceList)
class PriceListAdmin(StaffAdmin):
    list_display = ("name", "currency", "countries", "is_default")
    ordering = sort_by("-is_default", "currency")
    fields = (("name", "code", "currency"), "countries", "is_default")


@admin.register(VatClass)
class VatClassAdmin(StaffAdmin):
    list_display = ("name", "code")
    ordering = ("code",)


@admin.register(VatRate)
class VatRateAdmin(PastAdmin, StaffAdmin):
    list_display = (
        "country",
        "vat_class",
        "rate",
        "valid_from",
        "valid_until",
        "source",
    )
    list_filter = ("country", "vat_class")
    list_select_related = ("vat_class",)
    search_fields = ("country", "source")
    ordering = sort_by("country", "vat_class__code", "-valid_from")
    fields = (
        ("country", "vat_class", "rate"),
        ("valid_from", "valid_until"),
        "source",
    )
