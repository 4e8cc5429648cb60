"""One-time codes in the admin: made in bulk, taken away as a table."""

from __future__ import annotations

import csv
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextInputWidget,
)

from checkout.discounts.generating import MOST, generate_codes
from checkout.discounts.models import CodeBatch, OneTimeCode
from shop.staff.pages import ReadingAdmin, StaffAdmin, sort_by


class CodeBatchForm(forms.ModelForm):  # type: ignore[type-arg]
    count = forms.IntegerField(
        label=gettext_lazy("How many new codes"),
        min_value=0,
        max_value=MOST,
        initial=0,
        required=False,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    start = forms.CharField(
        label=gettext_lazy("They begin with"),
        required=False,
        max_length=20,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("letters and digits, like “SPRING”"),
    )

    def clean_start(self) -> str:
        prefix = str(self.cleaned_data["start"]).strip().upper()
        if prefix and not (prefix.isascii() and prefix.isalnum()):
            raise ValidationError(_("Letters from A to Z and digits only."))
        return prefix

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(given.get("coupon")) == bool(given.get("offer")):
            self.add_error("coupon", _("Choose a coupon or an offer, one of them."))
        return given


@admin.register(CodeBatch)
class CodeBatchAdmin(StaffAdmin):
    form = CodeBatchForm
    list_display = ("name", "coupon", "offer", "how_many", "ends_at", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("coupon", "offer")
    search_fields = ("name",)
    ordering = sort_by("-created_at")
    autocomplete_fields = ("coupon", "offer")
    actions_detail = ("export",)
    fields = (
        ("name", "is_active"),
        ("coupon", "offer"),
        "ends_at",
        ("count", "start"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        batches: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = batches.annotate(
            made=Count("codes"), used=Count("codes__used_at")
        )
        return counted

    @admin.display(description=gettext_lazy("used of all"))
    def how_many(self, batch: Any) -> str:
        return f"{batch.used} / {batch.made}"

    def save_model(
        self, request: HttpRequest, obj: CodeBatch, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if count := form.cleaned_data.get("count"):
            generate_codes(obj, count, prefix=form.cleaned_data["start"])

    @action(  # type: ignore[untyped-decorator]
        description=gettext_lazy("Codes as a table (CSV)"),
        url_path="codes",
        icon="download",
    )
    def export(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = self.get_object(request, object_id)
        if batch is None:
            raise Http404
        response = HttpResponse(
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="codes-{batch.pk}.csv"'
            },
        )
        table = csv.writer(response)
        table.writerow(["code", "used_at"])
        codes = OneTimeCode.objects.filter(batch=batch).order_by("code")
        for code, used_at in codes.values_list("code", "used_at").iterator():
            table.writerow([code, used_at.isoformat() if used_at else ""])
        return response


@admin.register(OneTimeCode)
class OneTimeCodeAdmin(ReadingAdmin):
    """To look one up for a customer who asks."""

    list_display = ("code", "batch", "used_at")
    list_select_related = ("batch",)
    search_fields = ("code",)
    ordering = sort_by("code")
    fields = (("code", "batch"), "used_at")
