"""Money, cancelling and notes as buttons on the page of an order."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.flow.cancelling import cancel_order, refund_whole
from checkout.gifts.returning import CardKept
from checkout.orders.models import Order, OrderEvent
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.providers.registry import PROVIDERS, provider_called
from checkout.payments.receiving import mark_received
from checkout.payments.refunding import RefundTooLarge, finish_refund
from checkout.payments.settling import paid_for
from shop.money.amounts import ZERO
from shop.staff.deeds import Deed, DeedRefused
from shop.users.models import User


def by_hand() -> list[str]:
    """Providers whose money people see arrive and send back."""
    return [code for code in PROVIDERS if not provider_called(code).is_remote]


class MarkReceived(Deed):
    name = "received"
    title = _("Mark payment received")
    icon = "account_balance"
    permission: ClassVar[str] = "checkout.change_payment"

    payment = forms.ModelChoiceField(
        Payment.objects.none(), label=_("payment"), empty_label=None
    )
    amount = forms.DecimalField(
        label=_("amount"), max_digits=14, decimal_places=3, min_value=ZERO
    )
    movement = forms.CharField(
        label=_("the bank's number of the transfer"),
        max_length=200,
        required=False,
        help_text=_("tells two transfers of the same amount apart"),
    )

    def prepare(self) -> None:
        payments = _awaited(self.row).order_by("-created_at", "-pk")
        field = self.fields["payment"]
        field.queryset = payments  # type: ignore[attr-defined]
        if first := payments.first():
            field.initial = first.pk
            self.fields["amount"].initial = first.amount.normalize() + 0

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        return _awaited(row).exists()

    def carry_out(self, *, by: User) -> str:
        given = self.cleaned_data
        if given["amount"] <= 0:
            raise DeedRefused(gettext("An amount above nothing, please."))
        before = _booked(self.row)
        mark_received(
            given["payment"],
            by=str(by),
            amount=given["amount"],
            movement=given["movement"],
        )
        if _booked(self.row) == before:
            raise DeedRefused(gettext("This was booked before; nothing has changed."))
        return gettext("The money is booked.")


class Cancel(Deed):
    name = "cancel"
    title = _("Cancel the order")
    icon = "cancel"
    explanation = _(
        "Goods and coupon go back, and so does the money. The customer gets a mail."
    )
    permission: ClassVar[str] = "checkout.change_order"
    is_final = True
    refusals: ClassVar = {
        Order.MoveRefused: _("It is too late: the order has moved on."),
        CardKept: "",
    }

    reason = forms.CharField(label=_("reason"), max_length=300)

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        return row.status in Order.SOURCES[Order.Status.CANCELLED]

    def carry_out(self, *, by: User) -> str:
        cancel_order(self.row, by=str(by), reason=self.cleaned_data["reason"])
        return gettext("The order is cancelled.")


class RefundAll(Deed):
    name = "refund"
    title = _("Refund the whole order")
    icon = "undo"
    explanation = _(
        "All that was paid and not given back yet goes back the way it came: gift "
        "cards and credit get theirs. Gift cards sold by the order are taken back."
    )
    permission: ClassVar[str] = "checkout.add_refund"
    is_final = True
    refusals: ClassVar = {RefundTooLarge: "", CardKept: ""}
    as_credit: ClassVar[bool] = False

    reason = forms.CharField(label=_("reason"), max_length=300)

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        return paid_for(row) > 0

    def carry_out(self, *, by: User) -> str:
        reason = self.cleaned_data["reason"]
        if not refund_whole(
            self.row, reason=reason, by=str(by), as_credit=self.as_credit
        ):
            raise DeedRefused(gettext("There is nothing left to refund."))
        return gettext("The refund has begun.")


class RefundAsCredit(RefundAll):
    name = "refund-as-credit"
    title = _("Refund as store credit")
    icon = "redeem"
    explanation = _(
        "For customers who agreed: all that was paid and not given back yet becomes "
        "their store credit."
    )
    as_credit = True

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        return row.user_id is not None and super().applies_to(row)


class MarkRefunded(Deed):
    """For money that no provider sends back for us."""

    name = "refunded"
    title = _("Mark refund sent")
    icon = "assignment_return"
    explanation = _("For transfers back that you made at the bank.")
    permission: ClassVar[str] = "checkout.change_refund"

    refund = forms.ModelChoiceField(
        Refund.objects.none(), label=_("refund"), empty_label=None
    )
    reference = forms.CharField(label=_("the bank's number"), max_length=200)

    def prepare(self) -> None:
        field = self.fields["refund"]
        field.queryset = _to_send(self.row).order_by("pk")  # type: ignore[attr-defined]

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        return _to_send(row).exists()

    def carry_out(self, *, by: User) -> str:
        given = self.cleaned_data
        finish_refund(given["refund"], reference=given["reference"], by=str(by))
        return gettext("The refund is booked.")


class Note(Deed):
    name = "note"
    title = _("Add a note")
    icon = "edit_note"
    explanation = _("Only staff read it.")
    permission: ClassVar[str] = "checkout.change_order"

    text = forms.CharField(label=_("note"), max_length=2000, widget=forms.Textarea)

    def carry_out(self, *, by: User) -> str:
        self.row.record(
            OrderEvent.Kind.NOTE, by=str(by), text=self.cleaned_data["text"]
        )
        return gettext("The note is kept.")


def refunds_to_send() -> Q:
    """Refunds that wait for a person."""
    begun_by_hand = Q(status=Refund.Status.BEGUN, payment__provider__in=by_hand())
    return begun_by_hand | Q(status=Refund.Status.FAILED)


def _awaited(order: Order) -> QuerySet[Payment]:
    # what was cancelled may still arrive, and late money is settled as late
    rows = order.payments.filter(provider__in=by_hand())
    return rows.exclude(status=Payment.Status.CAPTURED)


def _to_send(order: Order) -> QuerySet[Refund]:
    return Refund.objects.filter(refunds_to_send(), payment__order=order)


def _booked(order: Order) -> int:
    return LedgerEntry.objects.filter(payment__order=order).count()
