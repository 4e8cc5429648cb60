from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from checkout.reminding.models import ReminderTimes
from shop.staff.pages import StaffAdmin


@admin.register(ReminderTimes)
class ReminderTimesAdmin(StaffAdmin):
    """One row: the list leads straight to it."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        times, _is_new = ReminderTimes.objects.get_or_create(pk=1)
        return redirect(reverse("admin:checkout_remindertimes_change", args=[times.pk]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: ReminderTimes | None = None
    ) -> bool:
        return False
