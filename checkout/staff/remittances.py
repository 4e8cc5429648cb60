"""Cash that carriers bring us: their files taken in, the doubtful decided, and what
they still owe."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget

from checkout.orders.models import Order
from checkout.payments.tables import UnreadableTable
from checkout.remittances.matching import payment_of
from checkout.remittances.models import CarrierRemittance
from checkout.remittances.owing import owed_by_carriers, totals
from checkout.remittances.reading import Remittance, read_remittances
from checkout.remittances.taking_in import (
    AlreadyDecided,
    NotToBook,
    book,
    set_aside,
    take_in,
)
from checkout.staff.payments import link_to_order
from checkout.staff.table_upload import table_upload
from shop.staff.deeds import Deed, DeedRefused, DeedsAdmin
from shop.staff.pages import sort_by
from shop.templatetags.money import money
from shop.users.models import User

LARGEST_FILE = 20_000_000
LIST = "admin:checkout_carrierremittance_changelist"


class RemittanceForm(forms.Form):
    file = forms.FileField(label=_("File"), widget=UnfoldAdminFileFieldWidget)

    def clean_file(self) -> list[Remittance]:
        file: File[bytes] = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                gettext("The file is too large for a list of a carrier.")
            )
        try:
            return read_remittances(file.read())
        except UnreadableTable as fault:
            raise forms.ValidationError(str(fault)) from fault


class Book(Deed):
    name = "book"
    title = _("Book on an order")
    icon = "payments"
    explanation = _(
        "The carrier owes that much less for the order. What is too much stays noted "
        "here as the carrier’s own."
    )
    permission: ClassVar[str] = "checkout.change_carrierremittance"
    refusals: ClassVar = {
        AlreadyDecided: _("Somebody has decided this in the meantime."),
        NotToBook: _("The carrier takes this money back: it counts for no order."),
    }

    order = forms.CharField(label=_("number of the order"), max_length=20)

    def prepare(self) -> None:
        if self.row.payment:
            self.fields["order"].initial = self.row.payment.order.number

    @classmethod
    def applies_to(cls, row: CarrierRemittance) -> bool:
        return row.waits and row.amount > 0

    def carry_out(self, *, by: User) -> str:
        number = self.cleaned_data["order"].strip()
        payment = payment_of(Order.objects.filter(number__iexact=number).first())
        if payment is None or self.row.currency not in ("", payment.currency):
            raise DeedRefused(
                gettext("No order with this number is paid at the door in this money.")
            )
        book(self.row, payment, by=str(by))
        if self.row.surplus:
            return gettext(
                "The money is booked; %(amount)s of it is the carrier’s own."
            ) % {"amount": money(self.row.surplus, payment.currency)}
        return gettext("The money is booked.")


class SetAside(Deed):
    name = "aside"
    title = _("Set aside")
    icon = "do_not_disturb_on"
    explanation = _("For money that counts for no order: say what became of it.")
    permission: ClassVar[str] = "checkout.change_carrierremittance"
    refusals: ClassVar = Book.refusals

    note = forms.CharField(label=_("reason"), max_length=300)

    @classmethod
    def applies_to(cls, row: CarrierRemittance) -> bool:
        return row.waits

    def carry_out(self, *, by: User) -> str:
        set_aside(self.row, note=self.cleaned_data["note"], by=str(by))
        return gettext("The money is set aside.")


@admin.register(CarrierRemittance)
class CarrierRemittanceAdmin(DeedsAdmin):
    """Adding one means taking in a carrier's file."""

    deeds = (Book, SetAside)
    actions_list = ("owed",)
    list_display = (
        "remitted_on",
        "tracking_number",
        "shown_order",
        "status",
        "doubt",
        "shown_amount",
    )
    list_filter = ("status", "doubt")
    list_select_related = ("payment__order",)
    search_fields = ("tracking_number", "order_number", "payment__order__number")
    ordering = sort_by("-remitted_on")
    fields = (
        ("remitted_on", "shown_amount", "shown_surplus"),
        ("tracking_number", "order_number"),
        ("status", "doubt", "shown_order"),
        ("decided_by", "note", "taken_in_at"),
    )
    readonly_fields = (
        "remitted_on",
        "shown_amount",
        "shown_surplus",
        "tracking_number",
        "order_number",
        "status",
        "doubt",
        "shown_order",
        "decided_by",
        "note",
        "taken_in_at",
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A file taken in again would book a second time what was forgotten."""
        return False

    @admin.display(description=_("order"))
    def shown_order(self, row: CarrierRemittance) -> str:
        return link_to_order(row.payment.order) if row.payment else ""

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, row: CarrierRemittance) -> str:
        return _shown(row, row.amount)

    @admin.display(description=_("of it the carrier’s own"))
    def shown_surplus(self, row: CarrierRemittance) -> str:
        return _shown(row, row.surplus) if row.surplus else ""

    @action(  # type: ignore[untyped-decorator]
        description=_("What carriers owe us"),
        url_path="owed",
        icon="local_shipping",
        permissions=["view"],
    )
    def owed(self, request: HttpRequest) -> HttpResponse:
        found = owed_by_carriers(now=timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("What carriers owe us"),
            "opts": self.opts,
            "owed": found,
            "totals": totals(found),
            "back": reverse(LIST),
        }
        return TemplateResponse(request, "staff/owed_by_carriers.html", context)

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return table_upload(
            self,
            request,
            form=RemittanceForm,
            take_in=take_in,
            title=gettext("Take in a carrier’s list"),
            explanations=[
                gettext(
                    "A CSV table of your carrier with columns for the number of the "
                    "parcel, the amount and the date; the currency and the number of "
                    "the order help where they are there."
                ),
                gettext(
                    "What fits a delivered order is booked at once. The rest waits "
                    "here for you; what was taken in before is passed over."
                ),
            ],
        )


def _shown(row: CarrierRemittance, amount: Any) -> str:
    currency = row.currency or (row.payment.currency if row.payment else "")
    return money(amount, currency) if currency else f"{amount.normalize():f}"
