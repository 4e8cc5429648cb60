"""What making good costs: broken promises and goodwill, by month, cause and carrier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from checkout.compensation.costs import Cost, costs_by, spent
from checkout.compensation.goodwill.models import Goodwill
from checkout.compensation.models import Compensation, Fault
from checkout.parcels.models import Carrier
from shop.staff.pages import ReadingAdmin

Row = tuple[str, str, Cost]


@admin.register(Compensation)
class CompensationAdmin(ReadingAdmin):
    """One page of sums."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **(extra_context or {}),
            "title": _("What making good costs"),
            "opts": Compensation._meta,
            **_figures(timezone.localtime()),
        }
        return TemplateResponse(request, "staff/costs.html", context)


def _figures(now: datetime) -> dict[str, Any]:
    rows = spent(since=_first_of_a_year(now))
    carriers = dict(Carrier.objects.values_list("code", "name"))
    months = costs_by(rows, lambda row: row.month)
    causes = costs_by(rows, lambda row: (row.is_goodwill, row.cause))
    carried = costs_by(rows, lambda row: row.carrier)
    return {
        "months": [
            (date_format(month, "F Y"), currency, months[month, currency])
            for month, currency in sorted(months, reverse=True)
        ],
        "causes": _dearest(
            (_cause(*about), currency, cost)
            for (about, currency), cost in causes.items()
        ),
        "carriers": _dearest(
            (carriers.get(code, code) or "–", currency, cost)
            for (code, currency), cost in carried.items()
        ),
        "totals": [
            ("", currency, cost)
            for (_all, currency), cost in costs_by(rows, lambda _row: "").items()
        ],
    }


def _first_of_a_year(now: datetime) -> datetime:
    """The beginning of the month eleven months ago."""
    year, month = divmod(now.year * 12 + now.month - 1 - 11, 12)
    return now.replace(
        year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    )


def _dearest(rows: Any) -> list[Row]:
    return sorted(rows, key=lambda row: (row[1], -row[2].total, row[0]))


def _cause(is_goodwill: bool, cause: str) -> str:
    if is_goodwill:
        return _("Goodwill: %(cause)s") % {"cause": Goodwill.Cause(cause).label}
    return _("Promise broken: %(fault)s") % {"fault": Fault(cause).label}
