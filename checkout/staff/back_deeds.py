"""Parcels that came back, as buttons on the page of their order."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.flow.coming_back import take_back_parcel
from checkout.gifts.returning import CardKept
from checkout.orders.models import Order
from checkout.parcels.coming_back.deciding import AlreadySeenTo, send_again
from checkout.parcels.models import Carrier, Parcel
from checkout.staff.parcel_deeds import choose_parcel
from shop.staff.deeds import Deed
from shop.users.models import User


def is_back() -> Q:
    """Here again, and nobody has said what becomes of it."""
    return Q(
        status=Parcel.Status.RETURNED,
        came_back=None,
        order__status=Order.Status.SENT,
    )


def _may_be_back(order: Order) -> QuerySet[Parcel]:
    """Where no carrier tells us, people see the parcel first."""
    places = [*Parcel.TRAVELLING, Parcel.Status.RETURNED]
    if order.status != Order.Status.SENT:
        return Parcel.objects.none()
    parcels = order.parcels.filter(status__in=places, came_back=None)
    return parcels.order_by("-status", "pk")


class TakeBack(Deed):
    name = "back"
    title = _("Came back")
    icon = "undo"
    explanation = _(
        "When nothing else of the order is out, it ends: what was paid goes back, and "
        "what was to be paid at the door is not owed. The customer gets a mail. To "
        "give the customer another try, use “Send again”."
    )
    permission: ClassVar[str] = "checkout.change_order"
    is_final = True
    refusals: ClassVar = {
        AlreadySeenTo: _("Somebody has seen to this parcel in the meantime."),
        CardKept: "",
    }

    parcel = forms.ModelChoiceField(
        Parcel.objects.none(), label=_("parcel"), empty_label=None
    )
    goods = forms.ChoiceField(
        label=_("goods"),
        choices=[
            ("shelf", _("good as new: back on the shelf")),
            ("lost", _("not to be sold: written off")),
        ],
    )

    def prepare(self) -> None:
        choose_parcel(self, _may_be_back(self.row))

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        return _may_be_back(row).exists()

    def carry_out(self, *, by: User) -> str:
        order = take_back_parcel(
            self.cleaned_data["parcel"],
            is_sellable=self.cleaned_data["goods"] == "shelf",
            by=str(by),
        )
        if order.status == Order.Status.CANCELLED:
            return gettext("The parcel is back, and the order has ended.")
        return gettext(
            "The parcel is back. Give back what was paid for it by “Refund lines”."
        )


class SendAgain(Deed):
    name = "again"
    title = _("Send again")
    icon = "forward_to_inbox"
    explanation = _(
        "The goods of a parcel that came back go out once more, after you have agreed "
        "on it with the customer. They get a mail with the new tracking link."
    )
    permission: ClassVar[str] = "checkout.change_order"
    refusals: ClassVar = TakeBack.refusals

    parcel = forms.ModelChoiceField(
        Parcel.objects.none(), label=_("parcel"), empty_label=None
    )
    carrier = forms.ModelChoiceField(
        Carrier.objects.order_by("name", "pk"), label=_("carrier"), required=False
    )
    tracking_number = forms.CharField(
        label=_("tracking number"), max_length=60, required=False
    )

    def prepare(self) -> None:
        choose_parcel(self, self.row.parcels.filter(is_back()).order_by("pk"))
        carrier = Carrier.objects.filter(code=self.row.carrier_code).first()
        self.fields["carrier"].initial = carrier and carrier.pk

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        return row.parcels.filter(is_back()).exists()

    def carry_out(self, *, by: User) -> str:
        given = self.cleaned_data
        send_again(
            given["parcel"],
            carrier=given["carrier"],
            tracking_number=given["tracking_number"],
            by=str(by),
        )
        return gettext("The parcel is on its way.")


class BackFilter(admin.SimpleListFilter):
    title = _("came back")
    parameter_name = "back"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("yes", _("to be seen to"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(is_back()) if self.value() == "yes" else queryset
