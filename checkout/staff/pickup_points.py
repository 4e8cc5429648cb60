"""Pick-up points in the admin, and the files of carriers taken in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from checkout.delivery.points.feeds import Feed, UnreadableFeed, read_feed
from checkout.delivery.points.models import PickupPoint
from checkout.delivery.points.taking_in import take_in
from shop.staff.pages import StaffAdmin, sort_by

LARGEST_FEED = 20_000_000


class FeedForm(forms.Form):
    carrier = forms.SlugField(
        label=gettext_lazy("Carrier"),
        max_length=50,
        help_text=gettext_lazy("its code, as the methods of delivery have it"),
        widget=UnfoldAdminTextInputWidget,
    )
    file = forms.FileField(
        label=gettext_lazy("File"), widget=UnfoldAdminFileFieldWidget
    )

    def clean_file(self) -> Feed:
        file: File[bytes] = self.cleaned_data["file"]
        if file.size > LARGEST_FEED:
            raise forms.ValidationError(_("The file is too large."))
        try:
            return read_feed(file.read())
        except UnreadableFeed as fault:
            raise forms.ValidationError(str(fault)) from fault


@admin.register(PickupPoint)
class PickupPointAdmin(StaffAdmin):
    list_display = ("name", "city", "country", "carrier_code", "is_open")
    list_filter = ("carrier_code", "country", "is_active")
    search_fields = ("name", "street", "city", "postcode", "external_id")
    ordering = sort_by("country", "city", "name")
    actions_list = ("take_in_file",)
    readonly_fields = ("retired_at",)
    fields = (
        ("carrier_code", "external_id"),
        ("name", "is_active", "retired_at"),
        ("street", "city"),
        ("postcode", "region", "country"),
        ("latitude", "longitude"),
        "hours",
    )

    @admin.display(description=gettext_lazy("open"), boolean=True)
    def is_open(self, point: PickupPoint) -> bool:
        return point.is_active and point.retired_at is None

    @action(  # type: ignore[untyped-decorator]
        description=gettext_lazy("Take in a carrier’s file"),
        url_path="feed",
        icon="upload_file",
    )
    def take_in_file(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("checkout.add_pickuppoint"):
            raise PermissionDenied
        form = FeedForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            messages.success(request, _take_in(**form.cleaned_data))
            return redirect(reverse("admin:checkout_pickuppoint_changelist"))
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Take in a carrier’s file"),
            "opts": self.opts,
            "form": form,
            "back": reverse("admin:checkout_pickuppoint_changelist"),
        }
        return TemplateResponse(request, "staff/point_feed.html", context)


def _take_in(*, carrier: str, file: Feed) -> str:
    taken = take_in(file, carrier_code=carrier, now=timezone.now())
    return _(
        "New: %(new)d. Changed: %(changed)d. Closed: %(retired)d. As before: "
        "%(same)d. Not readable: %(faulty)d."
    ) % {
        "new": taken.new,
        "changed": taken.changed,
        "retired": taken.retired,
        "same": taken.same,
        "faulty": taken.faulty,
    }
