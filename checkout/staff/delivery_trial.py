"""How a cart would travel to an address, and why not otherwise: nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminTextInputWidget,
)

from catalog.offers.showing import shown_prices
from catalog.pricing.lists import price_list_for
from catalog.products.models import Variant
from catalog.stock.sourcing import places_for
from checkout.delivery.consignments import Consignment, consign
from checkout.delivery.models import Method
from checkout.delivery.offering import Judged, judged_methods
from checkout.delivery.rules import Place
from checkout.delivery.words import reason_of, words_of
from checkout.discounts.models import CustomerGroup
from checkout.orders.models import Order
from checkout.staff.goods import TryingForm
from shop.languages.reading import CodeField
from shop.money.amounts import ZERO

# dearer than anything: what is not offered stands below
NEVER = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Told:
    """A method with the parts of its price, or the reason why it is not offered."""

    judged: Judged
    parts: Sequence[tuple[str, Decimal]]
    reason: str


@dataclass(frozen=True, slots=True)
class Trial:
    goods: Consignment
    methods: Sequence[Told]


class TrialForm(TryingForm):
    order = CodeField(
        label=gettext_lazy("or those of the order"),
        required=False,
        max_length=20,
        widget=UnfoldAdminTextInputWidget,
    )
    postcode = CodeField(
        label=gettext_lazy("Postcode"),
        required=False,
        max_length=20,
        widget=UnfoldAdminTextInputWidget,
    )
    region = forms.CharField(
        label=gettext_lazy("Region"),
        required=False,
        max_length=100,
        widget=UnfoldAdminTextInputWidget,
    )
    field_order = ("goods", "order", "country", "postcode", "region")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goods"].required = False

    def clean_order(self) -> Order | None:
        number = self.cleaned_data["order"].strip()
        if not number:
            return None
        order = Order.objects.filter(number__iexact=number).first()
        if order is None:
            raise forms.ValidationError(_("There is no order with this number."))
        return order

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not given.get("goods") and not given.get("order"):
            self.add_error("goods", _("Name at least one thing, or an order."))
        return given


def delivery_trial(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Staff ask with a GET: an answer can be sent to a colleague as a link."""
    if not request.user.has_perm("checkout.view_method"):
        raise PermissionDenied
    form = TrialForm(request.GET if "country" in request.GET else None)
    result = try_delivery(**form.cleaned_data) if form.is_valid() else None
    context = {
        **site.each_context(request),
        "title": _("Try delivery"),
        "opts": Method._meta,
        "form": form,
        "result": result,
        "back": reverse("admin:checkout_method_changelist"),
    }
    return TemplateResponse(request, "staff/delivery_trial.html", context)


def try_delivery(  # noqa: PLR0913 - what the form asks
    *,
    goods: Sequence[tuple[Variant, int]],
    order: Order | None = None,
    country: str,
    postcode: str = "",
    region: str = "",
    group: CustomerGroup | None = None,
    currency: str,
    moment: datetime | None = None,
) -> Trial:
    """What the shop's own tables say of every method of the country."""
    now = moment or timezone.now()
    listed = list(goods) or _goods_of(order)
    price_list = price_list_for(country, currency)
    prices = shown_prices([each for each, _n in listed], price_list=price_list, now=now)
    value = sum(
        (prices[v.pk].amount * count for v, count in listed if v.pk in prices), ZERO
    )
    sent = consign(
        listed,
        value=value,
        currency=price_list.currency,
        groups=frozenset({group.pk}) if group else frozenset(),
        origins=places_for({v.pk: n for v, n in listed}, destination=country),
    )
    judged = judged_methods(sent, Place(country, postcode, region), now=now)
    judged.sort(key=lambda each: each.option.price if each.option else NEVER)
    return Trial(sent, [_told(each, country) for each in judged])


def _goods_of(order: Order | None) -> list[tuple[Variant, int]]:
    if order is None:
        return []
    lines = order.lines.filter(is_gift_card=False).select_related("variant__product")
    return [(line.variant, line.quantity) for line in lines.order_by("pk")]


def _told(judged: Judged, country: str) -> Told:
    charges = judged.option.charges if judged.option else ()
    return Told(
        judged,
        [(words_of(charge), charge.amount) for charge in charges],
        reason_of(judged.refused, country) if judged.refused else "",
    )
