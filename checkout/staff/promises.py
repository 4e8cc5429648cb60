"""Promises kept: by carrier, way and country, month by month; and those broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checkout.compensation.models import Compensation
from checkout.delivery.models import LeadTime
from checkout.parcels.punctuality import Broken, arrived, broken, kept_by, kept_by_month
from shop.places.countries import country_name
from shop.staff.pages import ReadingAdmin

QUARTER = timedelta(days=92)
YEAR = timedelta(days=365)


@admin.register(LeadTime)
class LeadTimeAdmin(ReadingAdmin):
    """One page: what was promised, what came, and what is learnt from it."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **(extra_context or {}),
            "title": _("Promises kept"),
            "opts": LeadTime._meta,
            **_figures(timezone.now()),
        }
        return TemplateResponse(request, "staff/promises.html", context)


def _figures(now: datetime) -> dict[str, Any]:
    language = get_language() or "en"
    lately = arrived(since=now - QUARTER)
    routes = kept_by(lately, "carrier__name", "order__method_name", "order__country")
    learned = LeadTime.objects.select_related("method").order_by("method", "country")
    return {
        "months": kept_by_month(arrived(since=now - YEAR)),
        "carriers": kept_by(lately, "carrier__name"),
        "routes": [
            (carrier, method, country_name(country, language), kept)
            for kept in routes
            for carrier, method, country in [kept.about]
        ],
        "learned": [
            (row, country_name(row.country, language)) for row in learned[:200]
        ],
        "broken": _with_what_was_given(broken(now=now, since=now - QUARTER)),
    }


def _with_what_was_given(parcels: Iterable[Broken]) -> list[tuple[Broken, Any]]:
    """Each with the compensations of its order, in one query."""
    late = list(parcels)
    orders = [each.parcel.order_id for each in late]
    given = defaultdict(list)
    rows = Compensation.objects.filter(breach__order__in=orders).order_by("pk")
    for row in rows.select_related("breach"):
        given[row.breach.order_id].append(row)
    return [(each, given[each.parcel.order_id]) for each in late]
