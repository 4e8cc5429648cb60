"""The rules of making good, weather and strikes, and every broken promise."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from checkout.compensation.excusing import excuse
from checkout.compensation.forecast import cost_of_last_month
from checkout.compensation.models import CompensationRule, Disruption, Excuse
from checkout.orders.models import Order
from shop.places.countries import COUNTRIES
from shop.staff.deeds import Deed
from shop.staff.pages import StaffAdmin, sort_by
from shop.templatetags.money import money
from shop.users.models import User


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = CompensationRule
        fields = (
            "name",
            "is_active",
            "days_late",
            "fault",
            "since",
            "goods_from",
            "currency",
            "countries",
            "measure",
            "value",
            "cap",
            "form",
        )

    def clean_countries(self) -> list[str]:
        codes = self.cleaned_data["countries"] or []
        if not isinstance(codes, list) or not {*map(str, codes)} <= {*COUNTRIES}:
            raise forms.ValidationError(gettext("Two letters for each country."))
        return codes

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"]
        return currency.upper()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        is_whole = (
            given.get("measure") == CompensationRule.Measure.DELIVERY
            and given.get("value") == 100
            and given.get("cap") is None
        )
        if given.get("form") == CompensationRule.Form.REFUND and not is_whole:
            self.add_error(
                "form",
                gettext(
                    "Money goes back for the whole delivery: 100 percent of its price,"
                    " without a limit."
                ),
            )
        return given


@admin.register(CompensationRule)
class CompensationRuleAdmin(StaffAdmin):
    form = RuleForm
    list_display = (
        "name",
        "days_late",
        "fault",
        "gives",
        "form",
        "is_active",
    )
    list_filter = ("is_active", "fault", "form")
    ordering = sort_by("currency", "days_late")
    fields = (
        ("name", "is_active"),
        ("days_late", "fault", "since"),
        ("goods_from", "currency", "countries"),
        ("measure", "value", "cap", "form"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[CompensationRule]:
        rules: QuerySet[CompensationRule] = super().get_queryset(request)
        return rules

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        active = list(CompensationRule.objects.filter(is_active=True).order_by("pk"))
        request.last_month = cost_of_last_month(active)  # type: ignore[attr-defined]
        return super().changelist_view(request, extra_context)

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        costs = getattr(request, "last_month", {})

        @admin.display(description=_("would have cost last month"))
        def last_month(rule: CompensationRule) -> str:
            cost = costs.get(rule.pk)
            if cost is None:
                return "–"
            return ngettext(
                "%(amount)s for %(count)s order",
                "%(amount)s for %(count)s orders",
                cost.orders,
            ) % {
                "amount": money(cost.amount, rule.currency),
                "count": cost.orders,
            }

        return (*self.list_display, last_month)

    @admin.display(description=_("gives"))
    def gives(self, rule: CompensationRule) -> str:
        if rule.measure == CompensationRule.Measure.FIXED:
            return money(rule.value, rule.currency)
        words = f"{rule.value.normalize():f} % · {rule.get_measure_display()}"
        if rule.cap is None:
            return words
        return f"{words} ≤ {money(rule.cap, rule.currency)}"


@admin.register(Disruption)
class DisruptionAdmin(StaffAdmin):
    list_display = ("cause", "carrier_code", "country", "first_day", "last_day", "note")
    list_filter = ("cause", "carrier_code")
    ordering = sort_by("-first_day")
    fields = (
        ("cause", "carrier_code", "country"),
        ("first_day", "last_day"),
        "note",
    )


class ExcuseLateness(Deed):
    name = "excuse"
    title = _("Excuse the lateness")
    icon = "event_available"
    explanation = _(
        "Nothing more is given for this order being late. What was given stays."
    )
    permission: ClassVar[str] = "checkout.add_excuse"

    cause = forms.ChoiceField(label=_("cause"), choices=Excuse.Cause.choices)
    note = forms.CharField(label=_("note"), max_length=300, required=False)

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        is_open = bool(row.method_code) and row.status != Order.Status.CANCELLED
        return is_open and not Excuse.objects.filter(order=row).exists()

    def carry_out(self, *, by: User) -> str:
        given = self.cleaned_data
        excuse(self.row, cause=given["cause"], note=given["note"], by=str(by))
        return gettext("The lateness is excused.")
