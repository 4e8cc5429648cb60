"""Zones, methods, rules and restrictions of delivery in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import TabularInline
from unfold.decorators import action
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from checkout.delivery.models import (
    ClosedDay,
    Method,
    MethodRule,
    Rate,
    Restriction,
    Zone,
)
from checkout.staff.delivery_trial import delivery_trial
from shop.kept.generation import pages_changed
from shop.staff.lists import POSTCODES_HELP, CountriesField, ListField
from shop.staff.pages import StaffAdmin, sort_by
from shop.staff.pasts import PastAdmin

BOUNDS = ("weight_{}_g", "volume_{}_cm3", "value_{}", "pieces_{}")


class ZoneForm(forms.ModelForm):  # type: ignore[type-arg]
    countries = CountriesField(required=True)
    regions = ListField(
        label=gettext_lazy("Only regions"),
        help_text=gettext_lazy("as people write them; empty: the whole country"),
    )
    postcodes = ListField(
        label=gettext_lazy("Only postcodes"), help_text=POSTCODES_HELP
    )
    excluded_postcodes = ListField(label=gettext_lazy("Not postcodes"))


@admin.register(Zone)
class ZoneAdmin(StaffAdmin):
    form = ZoneForm
    list_display = ("name", "countries", "position")
    list_editable = ("position",)
    ordering = sort_by("position")
    fields = (
        ("name", "position"),
        "countries",
        "regions",
        "postcodes",
        "excluded_postcodes",
    )


class RateInline(TabularInline):  # type: ignore[misc]
    model = Rate
    extra = 0
    ordering = ("weight_from_g", "value_from", "pk")
    fields = ("price", "weight_from_g", "weight_until_g", "value_from", "value_until")


@admin.register(Method)
class MethodAdmin(PastAdmin, StaffAdmin):
    texts = ("name", "description")
    inlines = (RateInline,)
    list_display = (
        "name",
        "zone",
        "carrier_code",
        "cutoff",
        "days_min",
        "days_max",
        "is_active",
        "position",
    )
    list_editable = ("is_active", "position")
    list_filter = ("zone", "is_active")
    list_select_related = ("zone",)
    search_fields = ("code", "name_en", "zone__name")
    ordering = sort_by("zone__position", "position")
    actions_list = ("try_delivery",)
    fields = (
        ("zone", "code", "carrier_code"),
        ("is_active", "position", "needs_phone", "delivers_on_saturday"),
        ("cutoff", "handling_days", "days_min", "days_max"),
        ("free_from", "currency", "largest_parcel_g"),
        ("to_point", "named_days"),
    )

    @action(  # type: ignore[untyped-decorator]
        description=gettext_lazy("Try delivery"), url_path="trial", icon="science"
    )
    def try_delivery(self, request: HttpRequest) -> Any:
        return delivery_trial(request, self.admin_site)


class MethodRuleForm(forms.ModelForm):  # type: ignore[type-arg]
    postcodes = ListField(label=gettext_lazy("Postcodes"), help_text=POSTCODES_HELP)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        choices=MethodRule.Weekday.choices,
        coerce=int,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for bound in BOUNDS:
            start, end = (
                given.get(bound.format("from")),
                given.get(bound.format("until")),
            )
            if start is not None and end is not None and end <= start:
                self.add_error(bound.format("until"), _("This ends before it begins."))
        costs_more = given.get("effect") in {
            MethodRule.Effect.AMOUNT,
            MethodRule.Effect.PERCENT,
        }
        if costs_more and not given.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("How much more?"))
        return given


class ScopedAdmin(StaffAdmin):
    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        # pages kept meanwhile do not know what it is about yet
        pages_changed()


@admin.register(MethodRule)
class MethodRuleAdmin(ScopedAdmin):
    form = MethodRuleForm
    list_display = ("name", "method", "effect", "amount")
    list_filter = ("effect", "method__zone")
    list_select_related = ("method__zone",)
    search_fields = ("name", "method__name_en")
    ordering = sort_by("method__zone__position", "method__position")
    autocomplete_fields = ("method", "categories", "tags", "groups", "locations")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("method", "name"),
                    ("effect", "amount", "counts_when_free"),
                )
            },
        ),
        (
            gettext_lazy("When all of this is so (empty: whatever it is)"),
            {
                "fields": (
                    ("weight_from_g", "weight_until_g"),
                    ("volume_from_cm3", "volume_until_cm3"),
                    ("value_from", "value_until"),
                    ("pieces_from", "pieces_until"),
                    ("categories", "tags"),
                    ("groups", "locations"),
                    "postcodes",
                    "weekdays",
                    ("hour_from", "hour_until"),
                )
            },
        ),
    )


class RestrictionForm(forms.ModelForm):  # type: ignore[type-arg]
    countries = CountriesField(required=True)


@admin.register(Restriction)
class RestrictionAdmin(ScopedAdmin):
    form = RestrictionForm
    texts = ("reason",)
    list_display = ("name", "countries", "is_active")
    list_editable = ("is_active",)
    ordering = sort_by("name")
    autocomplete_fields = ("categories", "tags", "products")
    fields = (("name", "is_active"), "countries", ("categories", "tags"), "products")


@admin.register(ClosedDay)
class ClosedDayAdmin(StaffAdmin):
    list_display = ("day", "reason")
    ordering = ("-day",)
    fields = (("day", "reason"),)
