"""Offers of carts in the admin: per kind only the fields that it needs."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog.pricing.loading import default_price_list
from checkout.discounts.models import CartOffer, CustomerGroup
from checkout.discounts.rules import rule_of
from checkout.discounts.words import promise_of
from checkout.staff.simulator import simulator
from shop.places.countries import COUNTRIES
from shop.staff.pages import StaffAdmin, in_default_language, sort_by
from shop.staff.pasts import PastAdmin

Kind = CartOffer.Kind
SCOPE = ("products", "categories", "tags")
# kind -> what it cannot do without, and what it may have beside that
NEEDED: dict[str, tuple[str, ...]] = {
    Kind.PERCENT: ("percent",),
    Kind.AMOUNT: ("amount", "currency"),
    Kind.BUY_GET: ("buy_quantity", "get_quantity", "percent"),
    Kind.TIER_QUANTITY: ("steps",),
    Kind.TIER_SUM: ("steps", "currency"),
    Kind.BUNDLE: ("products", "amount", "currency"),
    Kind.GIFT: ("gift",),
    Kind.FREE_DELIVERY: (),
}
ALLOWED: dict[str, tuple[str, ...]] = {
    Kind.PERCENT: (*SCOPE, "minimum", "currency"),
    Kind.AMOUNT: (*SCOPE, "minimum"),
    Kind.BUY_GET: (*SCOPE, "reward_products"),
    Kind.TIER_QUANTITY: SCOPE,
    Kind.TIER_SUM: SCOPE,
    Kind.BUNDLE: (),
    Kind.GIFT: (*SCOPE, "minimum", "currency"),
    Kind.FREE_DELIVERY: (*SCOPE, "minimum", "currency"),
}
OF_SOME_KINDS = (
    *SCOPE,
    "percent",
    "amount",
    "minimum",
    "currency",
    "buy_quantity",
    "get_quantity",
    "reward_products",
    "steps",
    "gift",
)


def shown_when() -> dict[str, str]:
    """Field -> when its form shows it, as the admin's script reads it."""
    return {
        name: " || ".join(
            f"kind == '{kind.value}'"
            for kind in Kind
            if name in (*NEEDED[kind], *ALLOWED[kind])
        )
        for name in OF_SOME_KINDS
    }


class CartOfferForm(forms.ModelForm):  # type: ignore[type-arg]
    """Says in sentences what would make no sense; what a kind does not need, goes."""

    steps = forms.CharField(
        label=gettext_lazy("Steps"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy(
            "from = percent off, one after another: “3 = 10, 6 = 15” takes 10 % off "
            "from 3 pieces on and 15 % from 6; for sums the same in money."
        ),
    )
    countries = forms.CharField(
        label=gettext_lazy("Countries"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("codes, like “LV, EE”; empty: every country"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer = self.instance
        self.initial["steps"] = ", ".join(f"{a} = {b}" for a, b in offer.steps)
        self.initial["countries"] = ", ".join(offer.countries)

    def clean_countries(self) -> list[str]:
        text = str(self.cleaned_data["countries"]).upper().replace(",", " ")
        codes = sorted({*text.split()})
        unknown = [code for code in codes if code not in COUNTRIES]
        if unknown:
            raise ValidationError(
                _("We know no country called %(code)s.") % {"code": unknown[0]}
            )
        return codes

    def clean_steps(self) -> list[list[str]]:
        text = str(self.cleaned_data["steps"])
        steps = [_step(part) for part in text.split(",") if part.strip()]
        ordered = sorted(steps)
        if len({start for start, _percent in ordered}) < len(ordered):
            raise ValidationError(_("Two steps begin at the same place."))
        return [[str(start), str(percent)] for start, percent in ordered]

    def clean_usage_limit(self) -> int | None:
        limit: int | None = self.cleaned_data["usage_limit"]
        if limit is not None and limit < self.instance.use_count:
            raise ValidationError(
                _("It has been used %d times already.") % self.instance.use_count
            )
        return limit

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        kind = given.get("kind")
        if kind:
            self._check_kind(kind, given)
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The offer ends before it starts."))
        if given.get("minimum") and not given.get("currency") and kind:
            self.add_error("currency", _("In which currency?"))
        return given

    def _check_kind(self, kind: str, given: dict[str, Any]) -> None:
        asks = {
            "percent": _("How many percent are off? 100 is free."),
            "amount": _("How much?"),
            "currency": _("In which currency?"),
            "buy_quantity": _("How many must be bought?"),
            "get_quantity": _("How many does the shopper get?"),
            "steps": _("Name at least one step."),
            "products": _("Of which products is the set?"),
            "gift": _("What is given away?"),
        }
        for name in NEEDED[kind]:
            if not given.get(name) and name not in self.errors:
                self.add_error(name, asks[name])
        products = given.get("products")
        if kind == Kind.BUNDLE and products is not None and len(products) == 1:
            self.add_error("products", _("A set is made of two products or more."))
        percent = given.get("percent")
        if "percent" in NEEDED[kind] and percent and not 0 < percent <= 100:
            self.add_error("percent", _("Between 0 and 100 percent."))
        for name in OF_SOME_KINDS:
            if name not in (*NEEDED[kind], *ALLOWED[kind]) and name in given:
                given[name] = _nothing(name)


def _step(text: str) -> tuple[Decimal, Decimal]:
    start, _equals, percent = text.partition("=")
    try:
        step = Decimal(start.strip()), Decimal(percent.strip().rstrip("%").strip())
    except InvalidOperation as fault:
        raise ValidationError(
            _("Write steps like “3 = 10, 6 = 15”, not “%(text)s”.")
            % {"text": text.strip()}
        ) from fault
    if not (step[0].is_finite() and step[0] > 0 and 0 < step[1] <= 100):
        raise ValidationError(
            _("A step begins above nothing and takes 0 to 100 percent off.")
        )
    return step


def _nothing(name: str) -> Any:
    """What a field holds that a kind has no use for."""
    if name in {*SCOPE, "reward_products"}:
        return []
    empty = {"minimum": Decimal(0), "currency": "", "steps": []}
    return empty.get(name)


@admin.register(CartOffer)
class CartOfferAdmin(PastAdmin, StaffAdmin):
    form = CartOfferForm
    texts = ("name",)
    list_display = (
        "name",
        "kind",
        "promise",
        "ends_at",
        "priority",
        "combines",
        "use_count",
        "is_active",
    )
    list_filter = ("is_active", "kind")
    search_fields = (in_default_language("name"),)
    ordering = sort_by("-is_active", "-priority")
    autocomplete_fields = (
        "products",
        "categories",
        "tags",
        "reward_products",
        "gift",
        "groups",
    )
    readonly_fields = ("use_count", "promise")
    conditional_fields = shown_when()
    actions_list = ("simulate",)
    fields = (
        ("kind", "is_active"),
        "promise",
        ("percent", "amount"),
        ("buy_quantity", "get_quantity"),
        "steps",
        ("minimum", "currency"),
        "products",
        ("categories", "tags"),
        "reward_products",
        "gift",
        "starts_at",
        "ends_at",
        ("countries", "groups"),
        ("is_first_order_only", "needs_code"),
        ("usage_limit", "limit_per_customer", "use_count"),
        ("priority", "combines"),
    )

    @admin.display(description=gettext_lazy("what the shopper reads"))
    def promise(self, offer: CartOffer) -> str:
        if offer.pk is None:
            return _("You see it here once you have saved.")
        currency = offer.currency or default_price_list().currency
        return promise_of(rule_of(offer), currency)

    @action(  # type: ignore[untyped-decorator]
        description=gettext_lazy("Try a cart"), url_path="simulator", icon="science"
    )
    def simulate(self, request: HttpRequest) -> Any:
        return simulator(request, self.admin_site)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        # pages kept meanwhile do not know its scope yet
        form.instance.skip_history_when_saving = True
        form.instance.save()


@admin.register(CustomerGroup)
class CustomerGroupAdmin(StaffAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    ordering = sort_by("name")
    autocomplete_fields = ("users",)
    fields = ("name", "users")
