from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from checkout.parcels.carriers.registry import LABELS, ready_interfaces
from checkout.parcels.models import Carrier, Parcel, ParcelClaim
from checkout.staff.back_deeds import BackFilter
from checkout.staff.payments import link_to_order
from shop.staff.desk import Pile, add_piles
from shop.staff.pages import ReadingAdmin, StaffAdmin, sort_by


@admin.register(Parcel)
class ParcelAdmin(ReadingAdmin):
    """Parcels are packed and sent on the page of their order."""

    list_display = (
        "__str__",
        "shown_order",
        "status",
        "carrier",
        "packed_at",
        "sent_at",
    )
    list_filter = ("status", "carrier", BackFilter)
    list_select_related = ("order", "carrier")
    search_fields = ("tracking_number", "order__number", "order__email")
    ordering = sort_by("-packed_at")
    fields = (
        ("shown_order", "status"),
        ("carrier", "tracking_number"),
        ("packed_at", "sent_at", "delivered_at"),
        "shown_error",
    )
    readonly_fields = ("shown_order", "shown_error")

    @admin.display(description=_("order"))
    def shown_order(self, parcel: Parcel) -> str:
        return link_to_order(parcel.order)

    @admin.display(description=_("last error"))
    def shown_error(self, parcel: Parcel) -> str:
        return parcel.shown_error


class CarrierForm(ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "interface" in self.fields:
            ways = ready_interfaces()
            if self.instance.pk and self.instance.interface not in ways:
                ways = [*ways, self.instance.interface]
            self.fields["interface"] = forms.ChoiceField(
                label=_("how we speak to it"),
                choices=[(way, LABELS.get(way, way)) for way in ways],
                initial=ways[0],
                widget=UnfoldAdminSelectWidget,
            )

    def clean_tracking_url(self) -> str:
        url: str = self.cleaned_data["tracking_url"]
        if url and not url.startswith(("https://", "http://")):
            raise ValidationError(_now("The link begins with https://."))
        if url and "{number}" not in url:
            raise ValidationError(
                _now("Write {number} where the tracking number belongs.")
            )
        return url


@admin.register(Carrier)
class CarrierAdmin(StaffAdmin):
    form = CarrierForm
    list_display = ("name", "code", "tracking_url", "phone", "interface")
    list_editable = ("tracking_url", "phone")
    ordering = sort_by("name")
    fields = (("name", "code", "phone"), "tracking_url", "interface")

    def get_changelist_form(self, request: object, **kwargs: object) -> object:
        return CarrierForm


@admin.register(ParcelClaim)
class ParcelClaimAdmin(StaffAdmin):
    """Lost parcels: noticed by the shop, claimed from the carrier by staff."""

    list_display = (
        "parcel",
        "shown_order",
        "carrier",
        "noticed_at",
        "opened_at",
        "outcome",
    )
    list_filter = ("outcome", "carrier")
    list_select_related = ("parcel__order", "carrier")
    search_fields = ("reference", "parcel__tracking_number", "parcel__order__number")
    ordering = sort_by("-noticed_at")
    fields = (
        ("shown_parcel", "shown_order"),
        ("carrier", "noticed_at"),
        ("opened_at", "reference"),
        "outcome",
    )
    readonly_fields = ("shown_parcel", "shown_order", "carrier", "noticed_at")

    @admin.display(description=_("parcel"))
    def shown_parcel(self, claim: ParcelClaim) -> str:
        return str(claim.parcel)

    @admin.display(description=_("order"))
    def shown_order(self, claim: ParcelClaim) -> str:
        return link_to_order(claim.parcel.order)


def count_claims() -> dict[str, int]:
    return {"lost_parcels": ParcelClaim.objects.filter(outcome="open").count()}


add_piles(
    Pile(
        name="lost_parcels",
        title=_("Lost parcels"),
        permission="checkout.change_parcelclaim",
        page="checkout_parcelclaim",
        query="?outcome__exact=open",
        icon="package_2",
        is_alarm=True,
    ),
    count=count_claims,
)
