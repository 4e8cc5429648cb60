"""Abandoned carts: where shoppers stopped, and what they had met there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminSelectWidget

from checkout.leaving.funnel import Cause, Group, Stage, funnel
from checkout.leaving.models import Visit
from shop.languages.writing import money_text
from shop.places.countries import country_name
from shop.staff.pages import ReadingAdmin
from shop.templatetags.dates import day_range

WEEKS = 13
# the causes shown for a step; the rest is added up
MOST_CAUSES = 6

_FIELDS = {
    "email": gettext_lazy("E-mail"),
    "name": gettext_lazy("Full name"),
    "street": gettext_lazy("Street and house"),
    "city": gettext_lazy("Town or city"),
    "postcode": gettext_lazy("Postcode"),
    "phone": gettext_lazy("Telephone"),
    "vat_number": gettext_lazy("VAT number"),
    "country": gettext_lazy("Country"),
    "method": gettext_lazy("Delivery"),
    "payment": gettext_lazy("Payment"),
}


@dataclass(frozen=True, slots=True)
class ShownStage:
    stage: Stage
    name: str
    causes: Sequence[tuple[str, int]]
    other: int


class PeriodForm(forms.Form):
    week = forms.ChoiceField(
        label=gettext_lazy("Week"), required=False, widget=UnfoldAdminSelectWidget
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), required=False, widget=UnfoldAdminSelectWidget
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown_in = get_language() or "en"
        names = {code: _(str(name)) for code, name in settings.LANGUAGES}
        every = ("", _("all"))
        self._choose("week", [("", _("the last 13 weeks")), *_weeks(today)])
        places = Visit.objects.order_by("country").values_list("country", flat=True)
        self._choose(
            "country",
            [every, *((c, country_name(c, shown_in)) for c in places.distinct())],
        )
        spoken = Visit.objects.order_by("language").values_list("language", flat=True)
        self._choose(
            "language",
            [every, *((c, names.get(c, c)) for c in spoken.distinct())],
        )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def visits(self) -> QuerySet[Visit]:
        """Those that were asked for; all, where what was asked makes no sense."""
        asked = self.cleaned_data if self.is_valid() else {}
        visits = Visit.objects.all()
        if asked.get("week"):
            monday = date.fromisoformat(asked["week"])
            visits = visits.filter(
                begun_on__gte=monday, begun_on__lt=monday + timedelta(days=7)
            )
        for name in ("country", "language"):
            if asked.get(name):
                visits = visits.filter(**{name: asked[name]})
        return visits


@admin.register(Visit)
class VisitAdmin(ReadingAdmin):
    """One page instead of a list: single visits say nothing."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = PeriodForm(request.GET, today=timezone.localdate())
        context = {
            **self.admin_site.each_context(request),
            **(extra_context or {}),
            "title": _("Abandoned carts"),
            "opts": Visit._meta,
            "form": form,
            "stages": _stages(form.visits()),
        }
        return TemplateResponse(request, "staff/leaving.html", context)


def _stages(visits: QuerySet[Visit]) -> list[ShownStage]:
    facts = ("step", "trouble", "about", "delivery_price", "currency")
    rows = visits.values_list(*facts).annotate(count=Count("pk")).order_by(*facts)
    groups = [Group(row[0], Cause(*row[1:5]), row[5]) for row in rows]
    return [_shown(stage) for stage in funnel(groups, steps=Visit.Step.values)]


def _shown(stage: Stage) -> ShownStage:
    main = stage.causes[:MOST_CAUSES]
    return ShownStage(
        stage=stage,
        name=str(Visit.Step(stage.step).label),
        causes=[(_sentence(cause), count) for cause, count in main],
        other=sum(count for _cause, count in stage.causes[MOST_CAUSES:]),
    )


def _sentence(cause: Cause) -> str:
    if not cause.trouble:
        return _without_trouble(cause)
    trouble = str(Visit.Trouble(cause.trouble).label)
    if not cause.about:
        return trouble
    about = str(_FIELDS.get(cause.about.removeprefix("billing_"), cause.about))
    if cause.trouble == Visit.Trouble.DECLINED:
        about = cause.about.replace("_", " ").title()
    return _("%(trouble)s (%(about)s)") % {"trouble": trouble, "about": about}


def _without_trouble(cause: Cause) -> str:
    if cause.delivery_price is None:
        return _("no trouble was seen")
    if not cause.delivery_price:
        return _("no trouble was seen; delivery was free")
    price = money_text(cause.delivery_price, cause.currency, get_language() or "en")
    return _("no trouble was seen; delivery for %(price)s") % {"price": price}


def _weeks(today: date) -> list[tuple[str, str]]:
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=back) for back in range(WEEKS)]
    return [
        (day.isoformat(), day_range(day, day + timedelta(days=6))) for day in mondays
    ]
