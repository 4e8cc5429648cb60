"""Goodwill: given on an order's page, decided about by others, within budgets."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Subquery, Sum
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.compensation.goodwill.budgets import given_this_month, left_of
from checkout.compensation.goodwill.giving import (
    AlreadyDecided,
    OwnRequest,
    approve,
    offer_goodwill,
    refuse,
)
from checkout.compensation.goodwill.models import Goodwill, GoodwillBudget
from checkout.staff.payments import link_to_order
from shop.money.amounts import ZERO, round_money
from shop.staff.deeds import Deed, DeedsAdmin
from shop.staff.desk import Pile, add_piles
from shop.staff.pages import ReadingAdmin, StaffAdmin, sort_by
from shop.templatetags.money import money
from shop.users.models import User

LEAST = Decimal("0.001")


class GiveGoodwill(Deed):
    """Credit beside a sale: nothing of it was paid, nothing of it is refunded."""

    name = "goodwill"
    title = _("Give goodwill")
    icon = "volunteer_activism"
    explanation = _(
        "Store credit, or a gift card for guests, with a mail that says why. The order "
        "and its payments stay as they are."
    )
    permission: ClassVar[str] = "checkout.add_goodwill"

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    cause = forms.ChoiceField(label=_("cause"), choices=Goodwill.Cause.choices)
    amount = forms.DecimalField(
        label=_("amount"), max_digits=14, decimal_places=3, min_value=LEAST
    )
    note = forms.CharField(
        label=_("note"),
        max_length=300,
        required=False,
        help_text=_("Only staff read it."),
    )

    def prepare(self) -> None:
        if self.by is not None:
            left = left_of(self.by, self.row.currency)
            self.fields["amount"].help_text = gettext(
                "%(amount)s of your budget is left this month. About more than that a "
                "colleague decides."
            ) % {"amount": money(left, self.row.currency)}

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if round_money(amount, self.row.currency) != amount:
            raise forms.ValidationError(gettext("The currency has no such small unit."))
        return amount

    def carry_out(self, *, by: User) -> str:
        goodwill = offer_goodwill(self.row, by=by, **self.cleaned_data)
        if goodwill.status == Goodwill.Status.GIVEN:
            return gettext("The goodwill is given; the customer gets a mail.")
        return gettext("It is above your budget: a colleague decides about it.")


class Approve(Deed):
    name = "approve"
    title = _("Approve")
    icon = "check"
    explanation = _("The customer gets it at once, with a mail that says why.")
    permission: ClassVar[str] = "checkout.approve_goodwill"
    refusals: ClassVar = {
        AlreadyDecided: _("Somebody has decided this in the meantime."),
        OwnRequest: _("You asked for it yourself: a colleague decides."),
    }

    @classmethod
    def applies_to(cls, row: Goodwill) -> bool:
        return row.status == Goodwill.Status.WAITING

    def carry_out(self, *, by: User) -> str:
        approve(self.row, by=by)
        return gettext("The goodwill is given; the customer gets a mail.")


class Refuse(Approve):
    name = "refuse"
    title = _("Refuse")
    icon = "close"
    explanation = _("Nothing is given, and the customer hears nothing of it.")

    def carry_out(self, *, by: User) -> str:
        refuse(self.row, by=by)
        return gettext("The goodwill is refused.")


@admin.register(Goodwill)
class GoodwillAdmin(ReadingAdmin, DeedsAdmin):
    deeds = (Approve, Refuse)
    list_display = (
        "asked_at",
        "shown_order",
        "cause",
        "shown_amount",
        "asked_by",
        "status",
        "decided_by",
    )
    list_filter = ("status", "cause", "is_within_budget")
    list_select_related = ("order", "asked_by", "decided_by")
    search_fields = ("order__number", "note", "asked_by__email", "asked_by__name")
    ordering = sort_by("-asked_at")
    fields = (
        ("shown_order", "shown_amount", "cause"),
        ("asked_by", "asked_at", "is_within_budget"),
        ("status", "decided_by", "given_at"),
        "note",
    )
    readonly_fields = ("shown_order", "shown_amount")

    def buttons(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """None for those who asked."""
        if row.asked_by_id == request.user.pk:
            return []
        return super().buttons(request, row)

    @admin.display(description=_("order"))
    def shown_order(self, goodwill: Goodwill) -> str:
        return link_to_order(goodwill.order)

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, goodwill: Goodwill) -> str:
        return money(goodwill.amount, goodwill.currency)


@admin.register(GoodwillBudget)
class GoodwillBudgetAdmin(StaffAdmin):
    list_display = ("whose", "shown_amount", "given")
    list_filter = ("currency",)
    list_select_related = ("user", "group")
    ordering = sort_by("group__name", "user__email")
    fields = (("group", "user"), ("per_month", "currency"))

    def get_queryset(self, request: HttpRequest) -> Any:
        given = (
            given_this_month()
            .filter(asked_by=OuterRef("user"), currency=OuterRef("currency"))
            .order_by()
            .values("asked_by")
            .annotate(total=Sum("amount"))
        )
        budgets = super().get_queryset(request)
        return budgets.annotate(given_now=Subquery(given.values("total")))

    @admin.display(description=_("whose"))
    def whose(self, budget: GoodwillBudget) -> str:
        return str(budget.user or budget.group)

    @admin.display(description=_("a month"), ordering="per_month")
    def shown_amount(self, budget: GoodwillBudget) -> str:
        return money(budget.per_month, budget.currency)

    @admin.display(description=_("given this month"))
    def given(self, budget: Any) -> str:
        if budget.user is None:
            return "–"
        return money(budget.given_now or ZERO, budget.currency)


def count_goodwill() -> dict[str, int]:
    waiting = Goodwill.objects.filter(status=Goodwill.Status.WAITING)
    return {"goodwill": waiting.count()}


add_piles(
    Pile(
        name="goodwill",
        title=_("Goodwill above a budget, to be decided"),
        permission="checkout.approve_goodwill",
        page="checkout_goodwill",
        query=f"?status__exact={Goodwill.Status.WAITING}",
        icon="volunteer_activism",
    ),
    count=count_goodwill,
)
