from __future__ import annotations

from django.contrib import admin
from unfold.admin import TabularInline

from checkout.delivery.models import ClosedDay, Method, Rate, Zone
from shop.staff.pages import StaffAdmin, sort_by
from shop.staff.pasts import PastAdmin


@admin.register(Zone)
class ZoneAdmin(StaffAdmin):
    list_display = ("name", "countries", "position")
    list_editable = ("position",)
    ordering = sort_by("position")
    fields = (("name", "position"), "countries", "postcodes", "excluded_postcodes")


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
    ordering = sort_by("zone__position", "position")
    fields = (
        ("zone", "code", "carrier_code"),
        ("is_active", "position", "needs_phone", "delivers_on_saturday"),
        ("cutoff", "handling_days", "days_min", "days_max"),
        ("free_from", "currency"),
    )


@admin.register(ClosedDay)
class ClosedDayAdmin(StaffAdmin):
    list_display = ("day", "reason")
    ordering = ("-day",)
    fields = (("day", "reason"),)
