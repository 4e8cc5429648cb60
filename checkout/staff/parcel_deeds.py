"""Packing and sending as buttons on the page of an order."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.orders.models import Order
from checkout.parcels.carriers.protocol import CarrierFailed
from checkout.parcels.labelling import carrier_of, send_labelled
from checkout.parcels.models import Carrier, Parcel
from checkout.parcels.numbers.recognising import mistyped
from checkout.parcels.packing import MayBeUndone, NothingToPack, pack, unpacked
from checkout.parcels.sending import AlreadySent
from checkout.parcels.tracking import mark_delivered
from shop.staff.deeds import Deed
from shop.users.models import User


class Pack(Deed):
    """One field for every line that is not packed, filled with all that is left."""

    name = "pack"
    title = _("Pack")
    icon = "inventory_2"
    explanation = _(
        "What goes into this parcel. What you leave out can go into another one."
    )
    permission: ClassVar[str] = "checkout.change_order"
    refusals: ClassVar = {
        MayBeUndone: _("The customer can still undo this order. Pack it afterwards."),
        NothingToPack: _("That is no longer there to be packed: look at the order."),
    }

    def prepare(self) -> None:
        left = unpacked(self.row)
        for line in self.row.lines.filter(pk__in=left).order_by("pk"):
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                label=f"{line.title} ({line.sku})",
                min_value=0,
                max_value=left[line.pk],
                initial=left[line.pk],
            )

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        is_confirmed = row.status == Order.Status.CONFIRMED
        return is_confirmed and not row.can_be_undone(timezone.now())

    def carry_out(self, *, by: User) -> str:
        quantities = {
            int(name.removeprefix("line_")): quantity
            for name, quantity in self.cleaned_data.items()
        }
        pack(self.row, by=str(by), quantities=quantities)
        if self.row.status == Order.Status.PACKED:
            return gettext("The order is packed.")
        return gettext("The parcel is packed; the rest of the order waits.")


class Send(Deed):
    name = "send"
    title = _("Send")
    icon = "local_shipping"
    explanation = _(
        "The customer gets a mail with the tracking link. Leave the number empty where"
        " the carrier's systems give one, and the carrier where the number says whose"
        " it is."
    )
    permission: ClassVar[str] = "checkout.change_order"
    refusals: ClassVar = {
        AlreadySent: _("This parcel has left before."),
        CarrierFailed: "",
    }

    parcel = forms.ModelChoiceField(
        Parcel.objects.none(), label=_("parcel"), empty_label=None
    )
    carrier = forms.ModelChoiceField(
        Carrier.objects.order_by("name", "pk"), label=_("carrier"), required=False
    )
    tracking_number = forms.CharField(
        label=_("tracking number"), max_length=60, required=False
    )
    is_as_printed = forms.BooleanField(
        label=_("the number is right, whatever its check digit says"), required=False
    )

    def prepare(self) -> None:
        packed = self.row.parcels.filter(status=Parcel.Status.PACKED).order_by("pk")
        choose_parcel(self, packed)
        carrier = Carrier.objects.filter(code=self.row.carrier_code).first()
        self.fields["carrier"].initial = carrier and carrier.pk

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        return row.parcels.filter(status=Parcel.Status.PACKED).exists()

    def clean(self) -> dict[str, Any]:
        """The number says whose it is, and whether it was typed right."""
        given = super().clean() or self.cleaned_data
        number = given.get("tracking_number", "")
        wrong = "" if given.get("is_as_printed") else mistyped(number)
        if wrong:
            sentence = gettext(
                "This looks like a number of the form %(form)s, but its check digit"
                " does not fit. Please look at the label again."
            )
            self.add_error("tracking_number", sentence % {"form": wrong})
        elif number and not given.get("carrier"):
            given["carrier"] = carrier_of(number)
        return given

    def carry_out(self, *, by: User) -> str:
        given = self.cleaned_data
        send_labelled(
            given["parcel"],
            carrier=given["carrier"],
            tracking_number=given["tracking_number"],
            by=str(by),
        )
        return gettext("The parcel is on its way.")


class Deliver(Deed):
    name = "deliver"
    title = _("Mark delivered")
    icon = "home_pin"
    explanation = _("For carriers that do not tell us by themselves.")
    permission: ClassVar[str] = "checkout.change_order"

    parcel = forms.ModelChoiceField(
        Parcel.objects.none(), label=_("parcel"), empty_label=None
    )

    def prepare(self) -> None:
        under_way = self.row.parcels.filter(status__in=Parcel.TRAVELLING).order_by("pk")
        choose_parcel(self, under_way)

    @classmethod
    def applies_to(cls, row: Order) -> bool:
        return row.parcels.filter(status__in=Parcel.TRAVELLING).exists()

    def carry_out(self, *, by: User) -> str:
        mark_delivered(self.cleaned_data["parcel"], at=timezone.now(), by=str(by))
        return gettext("The parcel is marked as delivered.")


def choose_parcel(form: Deed, parcels: object) -> None:
    field = form.fields["parcel"]
    assert isinstance(field, forms.ModelChoiceField), "the deed asks for a parcel"
    field.queryset = parcels  # type: ignore[assignment]
    first = field.queryset.first() if field.queryset is not None else None
    field.initial = first and first.pk
