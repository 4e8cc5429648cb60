"""The page on which staff take in a file about money, of a bank or of a carrier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from shop.staff.pages import StaffAdmin


class Summary(Protocol):
    """How many rows of a file were booked, wait for people, and were known."""

    @property
    def booked(self) -> int: ...
    @property
    def to_decide(self) -> int: ...
    @property
    def known(self) -> int: ...


def table_upload(
    admin: StaffAdmin,
    request: HttpRequest,
    *,
    form: type[forms.Form],
    take_in: Callable[..., Summary],
    title: str,
    explanations: Sequence[str],
) -> HttpResponse:
    """Ask for a `file`, give what `form` reads out of it to `take_in(rows, by=)`, and
    go back to the list. Raises PermissionDenied."""
    if not admin.has_add_permission(request):
        raise PermissionDenied
    back = reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_changelist")
    bound = form(request.POST or None, request.FILES or None)
    if request.method == "POST" and bound.is_valid():
        summary = take_in(bound.cleaned_data["file"], by=str(request.user))
        messages.success(
            request,
            gettext(
                "Booked: %(booked)d. To be decided: %(to_decide)d. "
                "Taken in before: %(known)d."
            )
            % {
                "booked": summary.booked,
                "to_decide": summary.to_decide,
                "known": summary.known,
            },
        )
        return redirect(back)
    context: dict[str, Any] = {
        **admin.admin_site.each_context(request),
        "title": title,
        "explanations": explanations,
        "opts": admin.opts,
        "form": bound,
        "back": back,
    }
    return TemplateResponse(request, "staff/table_upload.html", context)
