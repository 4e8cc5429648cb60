"""Catalogues in and out: upload, look, agree, watch, take the report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db.models import Model
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget

from catalog.pricing.lists import price_list_for
from catalog.transfer.detecting import UnknownFormat
from catalog.transfer.exporting import export_lines
from catalog.transfer.formats import FORMATS, format_named
from catalog.transfer.models import ImportRun
from catalog.transfer.receiving import confirm, discard, receive
from catalog.transfer.reporting import report_lines
from shop.staff.pages import ReadingAdmin, sort_by

PROBLEMS_SHOWN = 100
BOM = "\ufeff"


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), widget=UnfoldAdminFileFieldWidget)

    def clean_file(self) -> File[bytes]:
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            limit = filesizeformat(settings.IMPORT_MAX_BYTES)
            raise forms.ValidationError(
                gettext(
                    "The file is larger than %(limit)s. Split it, or have it imported "
                    "on the server by “manage.py import_products”."
                )
                % {"limit": limit}
            )
        return file


@admin.register(ImportRun)
class ImportRunAdmin(ReadingAdmin):
    list_display = (
        "name", "format_title", "status", "written", "unchanged", "refused", "warnings",
        "by", "created_at",
    )  # fmt: skip
    list_filter = ("status",)
    ordering = sort_by("-created_at")
    actions_list = ("export",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        names = (
            "catalog.add_importrun",
            "catalog.add_product",
            "catalog.change_product",
        )
        return request.user.has_perms(names)

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        may = request.user.has_perm("catalog.delete_importrun")
        return may and not (isinstance(obj, ImportRun) and obj.is_under_way)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalog.view_product")

    def delete_model(self, request: HttpRequest, obj: ImportRun) -> None:
        discard(obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for run in queryset:
            if not run.is_under_way:
                discard(run)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        name = "catalog_importrun"
        return [
            path(
                "<int:pk>/confirmation/",
                wrap(require_POST(self.confirmation)),
                name=f"{name}_confirmation",
            ),
            path("<int:pk>/report/", wrap(self.report), name=f"{name}_report"),
            *super().get_urls(),
        ]

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                run = receive(form.cleaned_data["file"], by=str(request.user))
            except UnknownFormat as unknown:
                form.add_error("file", str(unknown))
            else:
                return redirect(self._page_of(run))
        titles = ", ".join(format_named(name).title for name in FORMATS)
        return self._show(request, "staff/import_upload.html", form=form, known=titles)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        if run is None:
            return redirect(reverse("admin:catalog_importrun_changelist"))
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        problems = run.problems.order_by("-is_fatal", "line", "pk")[:PROBLEMS_SHOWN]
        return self._show(
            request,
            "staff/import.html",
            run=run,
            currency=price_list_for("").currency,
            format_title=format_named(run.format).title,
            problems=problems,
            problem_count=run.refused + run.warnings,
            may_confirm=self.has_add_permission(request),
        )

    def confirmation(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        run = get_object_or_404(ImportRun, pk=pk)
        if not confirm(run):
            messages.warning(request, gettext("This import is already on its way."))
        return redirect(self._page_of(run))

    def report(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        run = get_object_or_404(ImportRun, pk=pk)
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        return _csv([BOM, *report_lines(run)], f"import-{run.pk}-report.csv")

    @action(  # type: ignore[untyped-decorator]
        description=_("Export the catalogue"),
        url_path="export",
        permissions=["export"],
        icon="download",
    )
    def export(self, request: HttpRequest) -> HttpResponseBase:
        day = timezone.localdate().isoformat()
        return _csv(_with_bom(), f"catalogue-{day}.csv")

    @admin.display(description=_("format"), ordering="format")
    def format_title(self, run: ImportRun) -> str:
        return format_named(run.format).title

    def _show(
        self, request: HttpRequest, template: str, **context: Any
    ) -> HttpResponse:
        request.current_app = self.admin_site.name
        around = {
            **self.admin_site.each_context(request),
            "title": gettext("Import of products"),
            "opts": self.opts,
        }
        return TemplateResponse(request, template, {**around, **context})

    def _page_of(self, run: ImportRun) -> str:
        return reverse("admin:catalog_importrun_change", args=[run.pk])


def _with_bom() -> Any:
    yield BOM
    yield from export_lines()


def _csv(lines: Any, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
