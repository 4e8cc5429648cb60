"""Refunds of a part of an order as buttons on its page."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.flow.refunding_parts import (
    NothingChosen,
    PartRefused,
    Parts,
    extras_left,
    pieces_left,
    refund_parts,
)
from checkout.orders.models import Order
from checkout.parcels.packing import NothingLeft
from checkout.payments.owing import secured_for
from checkout.payments.refunding import RefundTooLarge, refund_order
from checkout.payments.settling import paid_for
from shop.money.amounts import ZERO
from shop.money.currencies import exponent
from shop.staff.deeds import Deed, DeedRefused
from shop.templatetags.money import money
from shop.users.models import User

_LABELS = {"delivery": _("Delivery"), "fee": _("Payment fee")}


class RefundLines(Deed):
    """One field for every line of which something is left."""

    name = "refund-lines"
    title = _("Refund lines")
    icon = "playlist_remove"
    explanation = _(
        "Choose how many pieces of which lines, and whether the delivery goes back: "
        "the amount follows from the order, with discount and VAT. Pieces that are not "
        "packed yet are called off. What is not charged yet will not be."
    )
    permission: ClassVar[str] = "checkout.add_refund"
    is_final = True
    refusals: ClassVar = {
        RefundTooLarge: "",
        NothingChosen: _("Choose at least one piece, or the delivery."),
        PartRefused: _("That is no longer left to be refunded: look at the order."),
        NothingLeft: _("Nothing would be left to send: cancel the order instead."),
    }

    reason = forms.CharField(label=_("reason"), max_length=300)
    restock = forms.BooleanField(
        label=_("put pieces that were sent back on the shelf"), required=False
    )

    def prepare(self) -> None:
        left = pieces_left(self.row)
        chosen: dict[str, forms.Field] = {}
        for line in self.row.lines.filter(pk__in=left).order_by("pk"):
            chosen[f"line_{line.pk}"] = forms.IntegerField(
                label=f"{line.title} ({line.sku})",
                help_text=gettext("%(left)d of %(count)d, together %(price)s")
                % {
                    "left": left[line.pk],
                    "count": line.quantity,
                    "price": money(line.gross, self.row.currency),
                },
                min_value=0,
                max_value=left[line.pk],
                initial=0,
            )
        for what, cost in extras_left(self.row).items():
            chosen[what] = forms.BooleanField(
                label=f"{_LABELS[what]}: {money(cost, self.row.currency)}",
                required=False,
            )
        self.fields = {**chosen, **self.fields}

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        return paid_for(row) + secured_for(row) > 0

    def carry_out(self, *, by: User) -> str:
        given = self.cleaned_data
        parts = Parts(
            quantities={
                int(name.removeprefix("line_")): count
                for name, count in given.items()
                if name.startswith("line_")
            },
            delivery=given.get("delivery", False),
            fee=given.get("fee", False),
        )
        amount = refund_parts(
            self.row,
            parts,
            restock=given["restock"],
            reason=given["reason"],
            by=str(by),
        )
        return gettext("%(amount)s goes back, or is not charged.") % {
            "amount": money(amount, self.row.currency)
        }


class RefundAmount(Deed):
    name = "refund-amount"
    title = _("Refund an amount")
    icon = "payments"
    explanation = _("A part of the money, whatever it is for: the lines stay sold.")
    permission: ClassVar[str] = "checkout.add_refund"
    is_final = True
    refusals: ClassVar = {RefundTooLarge: ""}

    amount = forms.DecimalField(
        label=_("amount"), max_digits=14, decimal_places=3, min_value=ZERO
    )
    reason = forms.CharField(label=_("reason"), max_length=300)

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        return paid_for(row) > 0

    def carry_out(self, *, by: User) -> str:
        amount = self.cleaned_data["amount"]
        if amount <= 0:
            raise DeedRefused(gettext("An amount above nothing, please."))
        if amount != round(amount, exponent(self.row.currency)):
            raise DeedRefused(gettext("The currency has no such small coins."))
        reason = self.cleaned_data["reason"]
        refund_order(self.row, amount=amount, reason=reason, by=str(by))
        return gettext("The refund has begun.")
