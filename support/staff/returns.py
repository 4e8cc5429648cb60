"""Returns as they wait for staff: received, looked at, settled."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Variant
from catalog.stock.selling import OutOfStock
from checkout.flow.refunding_parts import NothingChosen, PartRefused
from checkout.payments.refunding import RefundTooLarge
from shop.money.amounts import ZERO, round_money
from shop.staff.deeds import Deed, DeedRefused, DeedsAdmin
from shop.staff.desk import Pile, add_piles
from shop.staff.pages import ReadingAdmin, StaffAdmin, sort_by
from shop.templatetags.money import money
from shop.users.models import User
from support.returns.announcing import give_label
from support.returns.inspecting import Finding, inspect
from support.returns.models import (
    GuaranteeNotice,
    Return,
    ReturnLine,
    Withdrawal,
)
from support.returns.settling import NotForSale, refund, replace, send_back_repaired

Status = Return.Status
_CHANGE = "support.change_return"
_TOO_LATE = _("A colleague was faster: look at the return as it is now.")


class Received(Deed):
    name = "received"
    title = _("It is here")
    icon = "move_to_inbox"
    explanation = _("The customer hears that the goods have arrived.")
    permission: ClassVar[str] = _CHANGE
    refusals: ClassVar = {Return.MoveRefused: _TOO_LATE}

    @classmethod
    def applies_to(cls, row: Return) -> bool:
        return row.status in Return.SOURCES[Status.RECEIVED]

    def carry_out(self, *, by: User) -> str:
        self.row.move_to(Status.RECEIVED, by=str(by))
        return gettext("It is written down. Look at the goods by the day shown.")


class Label(Deed):
    """For a way back that we pay."""

    name = "label"
    title = _("Send a label")
    icon = "label"
    explanation = _(
        "A code or a link to a label for the drop-off, as the carrier gave it. The "
        "customer gets it by mail and on the page of the return."
    )
    permission: ClassVar[str] = _CHANGE

    label = forms.CharField(label=_("code or link for the drop-off"), max_length=300)

    @classmethod
    def applies_to(cls, row: Return) -> bool:
        return row.is_free and row.status == Status.ANNOUNCED

    def carry_out(self, *, by: User) -> str:
        give_label(self.row, self.cleaned_data["label"], by=str(by))
        return gettext("The label is on its way.")


class Inspect(Deed):
    """For every line a verdict, what is kept of its worth, and where it goes."""

    name = "inspect"
    title = _("Look at it")
    icon = "search"
    explanation = _(
        "What is accepted is paid back, replaced or repaired in the next step. Where "
        "everything is refused, the return ends here and the customer reads why."
    )
    permission: ClassVar[str] = _CHANGE
    refusals: ClassVar = {Return.MoveRefused: _TOO_LATE}

    def prepare(self) -> None:
        for line in self._lines():
            name = f"{line.quantity} × {line.line.title}"
            self.fields |= {
                f"verdict_{line.pk}": forms.ChoiceField(
                    label=name, choices=ReturnLine.Verdict.choices
                ),
                f"less_{line.pk}": forms.DecimalField(
                    label=gettext("less, for what it lost in worth"),
                    min_value=ZERO,
                    max_value=line.line.gross,
                    decimal_places=3,
                    required=False,
                ),
                f"found_{line.pk}": forms.CharField(
                    label=gettext("why, as the customer reads it"),
                    max_length=300,
                    required=False,
                ),
                f"restock_{line.pk}": forms.BooleanField(
                    label=gettext("back on the shelf, else it is written off"),
                    required=False,
                ),
            }

    @classmethod
    def applies_to(cls, row: Return) -> bool:
        return row.status in Return.SOURCES[Status.INSPECTED]

    def carry_out(self, *, by: User) -> str:
        found = {line.pk: self._finding(line) for line in self._lines()}
        inspect(self.row, found, by=str(by))
        return gettext("It is written down; the customer hears of it.")

    def _lines(self) -> list[ReturnLine]:
        return list(self.row.lines.select_related("line").order_by("pk"))

    def _finding(self, line: ReturnLine) -> Finding:
        said = self.cleaned_data
        verdict = said[f"verdict_{line.pk}"]
        is_reduced = verdict == ReturnLine.Verdict.REDUCED
        less, why = said[f"less_{line.pk}"] or ZERO, said[f"found_{line.pk}"]
        if less != round_money(less, self.row.order.currency):
            raise DeedRefused(gettext("The currency has no such small coins."))
        if is_reduced and not less:
            raise DeedRefused(gettext("Say by how much it is less."))
        if less > line.line.gross * line.quantity / line.line.quantity:
            raise DeedRefused(gettext("That is more than it cost."))
        if verdict != ReturnLine.Verdict.ACCEPTED and not why:
            raise DeedRefused(gettext("Say why: the customer reads it."))
        is_kept = verdict != ReturnLine.Verdict.REFUSED
        restocks = said[f"restock_{line.pk}"] and is_kept
        return Finding(verdict, less if is_reduced else ZERO, why, restocks)


class _Settling(Deed):
    permission: ClassVar[str] = _CHANGE
    is_final = True
    refusals: ClassVar = {
        Return.MoveRefused: _TOO_LATE,
        RefundTooLarge: "",
        NothingChosen: _("Nothing was accepted: there is nothing to give."),
        PartRefused: _("That is no longer left to be refunded: look at the order."),
        OutOfStock: _("Too little is on the shelf. Refund it instead."),
        NotForSale: _("This variant is not of the same product, or has no price."),
    }

    @classmethod
    def applies_to(cls, row: Return) -> bool:
        return row.status == Status.INSPECTED


class Refund(_Settling):
    name = "refund"
    title = _("Give the money back")
    icon = "undo"
    explanation = _(
        "What was accepted goes back the way it was paid; of a whole order that was "
        "withdrawn from, the delivery, too. Of a withdrawal, proof of posting is "
        "enough."
    )
    permission: ClassVar[str] = "checkout.add_refund"

    @classmethod
    def applies_to(cls, row: Return) -> bool:
        is_withdrawn = row.withdrawal_id is not None
        early = (Status.POSTED, Status.RECEIVED)
        return row.status == Status.INSPECTED or (is_withdrawn and row.status in early)

    def carry_out(self, *, by: User) -> str:
        amount = refund(self.row, by=str(by))
        return gettext("%(amount)s goes back.") % {
            "amount": money(amount, self.row.order.currency)
        }


class Replace(_Settling):
    name = "replace"
    title = _("Send the same once more")
    icon = "autorenew"
    explanation = _("An order that costs nothing is made, to be packed like any other.")

    def carry_out(self, *, by: User) -> str:
        again = replace(self.row, by=str(by))
        return gettext("Order %(number)s is ready to be packed.") % {
            "number": again.number
        }


class Exchange(_Settling):
    name = "exchange"
    title = _("Send another variant")
    icon = "swap_horiz"
    explanation = _(
        "Where it is cheaper, the difference goes back by itself. Where it is dearer, "
        "we take it on ourselves."
    )
    variant = forms.ModelChoiceField(
        label=_("variant"), queryset=Variant.objects.none()
    )

    def prepare(self) -> None:
        products = self.row.lines.values("line__variant__product")
        others = Variant.objects.filter(product__in=products, is_active=True)
        field = self.fields["variant"]
        assert isinstance(field, forms.ModelChoiceField), "declared above"
        field.queryset = others.select_related("product").order_by("position", "pk")

    @classmethod
    def applies_to(cls, row: Return) -> bool:
        return row.status == Status.INSPECTED and row.lines.count() == 1

    def carry_out(self, *, by: User) -> str:
        again = replace(self.row, by=str(by), variant=self.cleaned_data["variant"])
        return gettext("Order %(number)s is ready to be packed.") % {
            "number": again.number
        }


class Repaired(_Settling):
    name = "repaired"
    title = _("Repaired and sent back")
    icon = "build"
    explanation = _("The legal guarantee of what was repaired lasts a year longer.")
    note = forms.CharField(
        label=_("tracking number or note"), max_length=100, required=False
    )

    @classmethod
    def applies_to(cls, row: Return) -> bool:
        return row.status == Status.INSPECTED and row.wish == Return.Wish.REPAIR

    def carry_out(self, *, by: User) -> str:
        send_back_repaired(self.row, by=str(by), note=self.cleaned_data["note"])
        return gettext("It is written down; the customer hears of it.")


@admin.register(Return)
class ReturnAdmin(ReadingAdmin, DeedsAdmin):
    deeds = (Label, Received, Inspect, Refund, Replace, Exchange, Repaired)
    list_display = ("number", "order", "status", "wish", "due_on", "money_by")
    list_filter = ("status", "wish", "is_free", "label")
    list_select_related = ("order",)
    search_fields = ("number", "order__number", "order__email")
    ordering = sort_by("due_on")
    fields = (
        ("number", "order", "withdrawal"),
        ("status", "due_on", "money_by"),
        ("wish", "wish_note"),
        ("is_free", "label", "gives_extras"),
        ("announced_at", "received_at"),
        "what",
        "story",
    )
    readonly_fields = ("what", "story")

    @admin.display(description=_("goods"))
    def what(self, row: Return) -> Any:
        lines = row.lines.select_related("line").order_by("pk")
        return format_html_join(
            "",
            "<p>{} × {} · {} {} {}</p>",
            (
                (
                    each.quantity,
                    each.line.title,
                    each.get_reason_display(),
                    each.get_verdict_display(),
                    each.found,
                )
                for each in lines
            ),
        )

    @admin.display(description=_("steps"))
    def story(self, row: Return) -> Any:
        events = row.events.order_by("at", "pk")
        return format_html_join(
            "",
            "<p>{:%Y-%m-%d %H:%M} · {} · {}</p>",
            ((each.at, each.get_kind_display(), each.by) for each in events),
        )


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadingAdmin):
    list_display = ("at", "order", "name", "is_whole", "receipt_sent_at")
    list_filter = ("is_whole",)
    list_select_related = ("order",)
    search_fields = ("order__number", "email", "name")
    ordering = sort_by("-at")
    fields = (
        ("order", "at", "last_day"),
        ("name", "email", "language"),
        ("is_whole", "receipt_sent_at"),
        "what",
    )
    readonly_fields = ("what",)

    @admin.display(description=_("goods"))
    def what(self, row: Withdrawal) -> Any:
        lines = row.lines.select_related("line").order_by("pk")
        shown = ((each.quantity, each.line.title) for each in lines)
        return format_html_join("", "<p>{} × {}</p>", shown)


@admin.register(GuaranteeNotice)
class GuaranteeNoticeAdmin(StaffAdmin):
    list_display = ("language", "file")
    ordering = sort_by("language")


_WAITING = Q(status__in=(Status.POSTED, Status.RECEIVED, Status.INSPECTED))
_NEEDS_LABEL = Q(status=Status.ANNOUNCED, is_free=True, label="")
add_piles(
    Pile(
        name="returns",
        title=_("Returns to receive, look at and settle"),
        permission="support.view_return",
        page="support_return",
        query="?status__in=posted,received,inspected",
        icon="assignment_return",
    ),
    Pile(
        name="labels",
        title=_("Returns that wait for a label"),
        permission="support.view_return",
        page="support_return",
        query="?status__exact=announced&is_free__exact=1&label__exact=",
        icon="label",
    ),
    count=lambda: Return.objects.aggregate(
        returns=Count("pk", filter=_WAITING), labels=Count("pk", filter=_NEEDS_LABEL)
    ),
)
