"""Statements of the bank: taken in, and what they leave to people decided."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget

from checkout.payments.models import Payment
from checkout.payments.statements.credits import Credit, UnreadableStatement
from checkout.payments.statements.models import BankCredit
from checkout.payments.statements.taking_in import (
    AlreadyDecided,
    TakenBack,
    book,
    read_statement,
    set_aside,
    take_in,
)
from checkout.staff.payments import link_to_order
from checkout.staff.table_upload import table_upload
from shop.staff.deeds import Deed, DeedRefused, DeedsAdmin
from shop.staff.pages import sort_by
from shop.templatetags.money import money
from shop.users.models import User

LARGEST_STATEMENT = 20_000_000


class StatementForm(forms.Form):
    file = forms.FileField(label=_("File"), widget=UnfoldAdminFileFieldWidget)

    def clean_file(self) -> list[Credit]:
        file: File[bytes] = self.cleaned_data["file"]
        if file.size > LARGEST_STATEMENT:
            raise forms.ValidationError(
                gettext("The file is too large for a statement.")
            )
        try:
            return read_statement(file.read())
        except UnreadableStatement as fault:
            raise forms.ValidationError(str(fault)) from fault


class Book(Deed):
    name = "book"
    title = _("Book on an order")
    icon = "account_balance"
    explanation = _(
        "The money counts for the order. What is too much goes back by a refund."
    )
    permission: ClassVar[str] = "checkout.change_bankcredit"
    refusals: ClassVar = {
        AlreadyDecided: _("Somebody has decided this in the meantime."),
        TakenBack: _("The bank took this money back: it cannot count for an order."),
    }

    order = forms.CharField(label=_("number of the order"), max_length=20)

    def prepare(self) -> None:
        if self.row.payment:
            self.fields["order"].initial = self.row.payment.order.number

    @classmethod
    def applies_to(cls, row: BankCredit) -> bool:
        return not row.is_reversal and row.waits

    def carry_out(self, *, by: User) -> str:
        payment = _payment_of(self.cleaned_data["order"], self.row.currency)
        book(self.row, payment, by=str(by))
        return gettext("The money is booked.")


class SetAside(Deed):
    name = "aside"
    title = _("Set aside")
    icon = "do_not_disturb_on"
    explanation = _(
        "For money that has nothing to do with an order, and for what the bank took "
        "back once you have seen to it."
    )
    permission: ClassVar[str] = "checkout.change_bankcredit"
    refusals: ClassVar = Book.refusals

    note = forms.CharField(label=_("reason"), max_length=300)

    @classmethod
    def applies_to(cls, row: BankCredit) -> bool:
        return row.waits

    def carry_out(self, *, by: User) -> str:
        set_aside(self.row, note=self.cleaned_data["note"], by=str(by))
        return gettext("The money is set aside.")


@admin.register(BankCredit)
class BankCreditAdmin(DeedsAdmin):
    """Adding one means taking in a statement."""

    deeds = (Book, SetAside)
    list_display = (
        "booked_on",
        "payer",
        "text",
        "status",
        "shown_order",
        "shown_amount",
    )
    list_filter = ("status", "is_reversal")
    list_select_related = ("payment__order",)
    search_fields = ("bank_reference", "payer", "text", "reference")
    ordering = sort_by("-booked_on")
    fields = (
        ("booked_on", "shown_amount", "payer"),
        "text",
        ("reference", "bank_reference", "account"),
        ("status", "shown_order", "is_reversal"),
        ("decided_by", "note", "taken_in_at"),
    )
    readonly_fields = (
        "booked_on",
        "shown_amount",
        "payer",
        "text",
        "reference",
        "bank_reference",
        "account",
        "status",
        "shown_order",
        "is_reversal",
        "decided_by",
        "note",
        "taken_in_at",
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A statement taken in again would book a second time what was forgotten."""
        return False

    @admin.display(description=_("order"))
    def shown_order(self, credit: BankCredit) -> str:
        return link_to_order(credit.payment.order) if credit.payment else ""

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, credit: BankCredit) -> str:
        amount = -credit.amount if credit.is_reversal else credit.amount
        return money(amount, credit.currency)

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return table_upload(
            self,
            request,
            form=StatementForm,
            take_in=take_in,
            title=gettext("Take in a statement"),
            explanations=[
                gettext(
                    "A camt.053 file (XML) of your bank, or a CSV table with columns "
                    "for the date, the amount, the currency and the bank’s number."
                ),
                gettext(
                    "What names its order is booked at once. The rest waits here for "
                    "you; what was taken in before is passed over."
                ),
            ],
        )


def _payment_of(number: str, currency: str) -> Payment:
    """The newest payment by bank transfer of an order. Raises DeedRefused."""
    payment = (
        Payment.objects.filter(
            provider="bank_transfer",
            order__number__iexact=number.strip(),
            currency=currency,
        )
        .order_by("-pk")
        .first()
    )
    if payment is None:
        raise DeedRefused(
            gettext(
                "No order with this number is paid by bank transfer in %(currency)s."
            )
            % {"currency": currency}
        )
    return payment
