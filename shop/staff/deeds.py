"""Deeds of staff: a form with one call behind it, opened by a button on a page."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from unfold import widgets

from shop.staff.pages import StaffAdmin
from shop.users.models import User

_WIDGETS: dict[type[forms.Widget], type[forms.Widget]] = {
    forms.TextInput: widgets.UnfoldAdminTextInputWidget,
    forms.Textarea: widgets.UnfoldAdminTextareaWidget,
    forms.NumberInput: widgets.UnfoldAdminDecimalFieldWidget,
    forms.Select: widgets.UnfoldAdminSelectWidget,
    forms.CheckboxInput: widgets.UnfoldBooleanWidget,
}


class DeedRefused(Exception):
    """What was asked cannot be done; the message is for the member of staff."""


class Deed(forms.Form):
    """Something staff do to a row. `refusals` become sentences."""

    name: ClassVar[str]
    title: ClassVar[Any]
    icon: ClassVar[str] = "check"
    explanation: ClassVar[Any] = ""
    permission: ClassVar[str]
    is_final: ClassVar[bool] = False
    refusals: ClassVar[dict[type[Exception], Any]] = {}
    # a template shows the deed, it does not begin one
    do_not_call_in_templates: ClassVar[bool] = True

    def __init__(
        self, *args: Any, row: Any, by: User | None = None, **kwargs: Any
    ) -> None:
        self.row = row
        self.by = by
        super().__init__(*args, **kwargs)
        self.prepare()
        for field in self.fields.values():
            dressed = _WIDGETS.get(type(field.widget))
            if dressed is not None:
                _dress(field, dressed)

    def prepare(self) -> None:
        """Fields that depend on the row, or on who is about to act."""

    @classmethod
    def applies_to(cls, row: Any) -> bool:
        return True

    def carry_out(self, *, by: User) -> str:
        """Do it and say what was done. Raises one of `refusals` or DeedRefused."""
        raise NotImplementedError

    def attempt(self, *, by: User) -> str | None:
        """What was done; None where it was refused and the form says why."""
        try:
            return self.carry_out(by=by)
        except DeedRefused as refused:
            self.add_error(None, str(refused))
        except tuple(self.refusals) as refused:
            self.add_error(None, self.refusals[type(refused)] or str(refused))
        return None


def _dress(field: forms.Field, dressed: type[forms.Widget]) -> None:
    attrs = {**field.widget.attrs, **field.widget_attrs(field.widget)}
    if isinstance(field, forms.ChoiceField):
        field.widget = dressed()
        field.widget.attrs |= attrs
        field.widget.choices = field.choices
        return
    field.widget = dressed(attrs=attrs)
    field.widget.is_required = field.required


class DeedsAdmin(StaffAdmin):
    """A page with the buttons of `deeds`; each leads to its form."""

    deeds: tuple[type[Deed], ...] = ()
    change_form_outer_before_template = "staff/deeds.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.deed_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_deed"
        return [
            path("<int:pk>/deeds/<slug:deed>/", view, name=name),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        buttons = self.buttons(request, row) if row is not None else []
        context = {"deed_buttons": buttons, **(extra_context or {})}
        response: HttpResponse = super().change_view(
            request, object_id, form_url, context
        )
        return response

    def buttons(self, request: HttpRequest, row: models.Model) -> list[dict[str, Any]]:
        base = f"admin:{self.opts.app_label}_{self.opts.model_name}_deed"
        return [
            {"deed": deed, "url": reverse(base, args=[row.pk, deed.name])}
            for deed in self.deeds
            if request.user.has_perm(deed.permission) and deed.applies_to(row)
        ]

    def deed_view(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        kind = next((each for each in self.deeds if each.name == deed), None)
        if kind is None:
            raise Http404
        if not request.user.has_perm(kind.permission):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        form = kind(
            request.POST or None, request.FILES or None, row=row, by=_staff(request)
        )
        if request.method == "POST":
            form.is_bound = True
            if form.is_valid() and (done := form.attempt(by=_staff(request))):
                self.log_change(request, row, done)
                messages.success(request, done)
                return redirect(self._page_of(row))
        elif not kind.applies_to(row):
            messages.warning(request, gettext("That is no longer possible here."))
            return redirect(self._page_of(row))
        return self._show(request, row, form)

    def _show(
        self, request: HttpRequest, row: models.Model, form: Deed
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": form.title,
            "subtitle": str(row),
            "opts": self.opts,
            "row": row,
            "form": form,
            "back": self._page_of(row),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "staff/deed.html", context)

    def _page_of(self, row: models.Model) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[row.pk])


def _staff(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User), "admin views are behind the log-in"
    return user
