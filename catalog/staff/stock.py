from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from catalog.products.models import Variant
from catalog.stock.models import Stock, StockLocation, StockMove
from catalog.stock.selling import StillPromised, count, receive
from catalog.stock.tracking import MorePromised, let_run_out, never_run_out
from shop.staff.deeds import Deed, DeedsAdmin
from shop.staff.desk import Pile, add_piles
from shop.staff.lists import CountriesField
from shop.staff.pages import ReadingAdmin, StaffAdmin, sort_by
from shop.users.models import User

FEW = 3


def low() -> Q:
    """What may run out soon: tracked, on sale, few left."""
    on_sale = Q(variant__is_active=True, variant__product__is_published=True)
    return on_sale & Q(is_tracked=True, on_hand__lte=F("sold") + FEW)


class OnVariant(Deed):
    """A deed on the stock of a variant, from the variant's page or the stock's."""

    permission: ClassVar[str] = "catalog.change_stock"

    @property
    def variant(self) -> Variant:
        variant: Variant = (
            self.row if isinstance(self.row, Variant) else self.row.variant
        )
        return variant

    @property
    def location(self) -> StockLocation | None:
        return self.row.location if isinstance(self.row, Stock) else None


class Receive(OnVariant):
    name = "receive"
    title = _("Receive goods")
    icon = "add_box"

    quantity = forms.IntegerField(label=_("quantity"), min_value=1, max_value=1_000_000)
    reference = forms.CharField(
        label=_("delivery note"), max_length=100, required=False
    )

    def carry_out(self, *, by: User) -> str:
        given = self.cleaned_data
        receive(
            self.variant,
            given["quantity"],
            by=str(by),
            location=self.location,
            reference=given["reference"],
        )
        quantity: int = given["quantity"]
        return gettext("%d more are on the shelf.") % quantity


class Count(OnVariant):
    name = "count"
    title = _("Count")
    icon = "checklist"
    explanation = _("How many lie on the shelf, those sold and not sent included.")
    refusals: ClassVar = {StillPromised: ""}

    on_hand = forms.IntegerField(label=_("on hand"), min_value=0, max_value=1_000_000)

    def carry_out(self, *, by: User) -> str:
        on_hand: int = self.cleaned_data["on_hand"]
        count(self.variant, on_hand, by=str(by), location=self.location)
        return gettext("%d are on the shelf.") % on_hand


class LetRunOut(Deed):
    name = "track"
    title = _("Sell only what is there")
    icon = "production_quantity_limits"
    permission: ClassVar[str] = "catalog.change_stock"
    refusals: ClassVar = {
        MorePromised: _(
            "More is sold or in carts than lies on the shelf: count or receive first."
        )
    }

    @classmethod
    def applies_to(cls, row: Stock) -> bool:
        return not row.is_tracked

    def carry_out(self, *, by: User) -> str:
        let_run_out(self.row)
        return gettext("From now on only what is there is sold.")


class NeverRunOut(Deed):
    name = "untrack"
    title = _("Never runs out")
    icon = "all_inclusive"
    permission: ClassVar[str] = "catalog.change_stock"

    @classmethod
    def applies_to(cls, row: Stock) -> bool:
        return row.is_tracked

    def carry_out(self, *, by: User) -> str:
        never_run_out(self.row)
        return gettext("From now on it never runs out.")


class LowFilter(admin.SimpleListFilter):
    title = _("left")
    parameter_name = "low"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("yes", _("few or none"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(low()) if self.value() == "yes" else queryset


class MoveInline(TabularInline):  # type: ignore[misc]
    """The newest reasons why the numbers changed."""

    model = StockMove
    fields = ("at", "kind", "quantity", "reference", "by")
    readonly_fields = fields
    ordering = ("-at", "-pk")
    per_page = 20
    can_delete = False
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Stock)
class StockAdmin(ReadingAdmin, DeedsAdmin):
    """Numbers move by deeds only, so that each has its reason."""

    deeds = (Receive, Count, LetRunOut, NeverRunOut)
    inlines = (MoveInline,)
    list_display = (
        "variant",
        "sku",
        "location",
        "on_hand",
        "held",
        "sold",
        "is_tracked",
    )
    list_filter = (LowFilter, "location", "is_tracked")
    list_select_related = ("variant__product", "location")
    search_fields = ("variant__sku", "variant__product__title_en")
    ordering = ("on_hand", "pk")
    fields = (("variant", "location"), ("on_hand", "held", "sold", "is_tracked"))

    @admin.display(description="SKU", ordering="variant__sku")
    def sku(self, stock: Stock) -> str:
        return stock.variant.sku


class StockLocationForm(forms.ModelForm):  # type: ignore[type-arg]
    first_for = CountriesField(label=_("First choice for"))


@admin.register(StockLocation)
class StockLocationAdmin(StaffAdmin):
    form = StockLocationForm
    list_display = ("name", "code", "country", "is_default", "position")
    search_fields = ("name", "code")
    ordering = sort_by("name")


add_piles(
    Pile(
        name="low_stock",
        title=_("Low stock"),
        permission="catalog.view_stock",
        page="catalog_stock",
        query="?low=yes",
        icon="production_quantity_limits",
    ),
    count=lambda: {"low_stock": Stock.objects.filter(low()).count()},
)
