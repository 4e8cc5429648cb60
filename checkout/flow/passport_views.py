"""What whoever has the link of an order may change before it is packed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from checkout.flow.forms import ReaddressForm
from checkout.flow.placing import BUYER
from checkout.flow.readdressing import (
    CostsOtherwise,
    NotDelivered,
    TooLate,
    can_readdress,
    readdress,
)
from checkout.flow.secrecy import secret
from checkout.orders.models import Order
from shop.web.limits import limited


@secret
@require_http_methods(["GET", "HEAD", "POST"])
@limited("order-address", limit=20, seconds=600)
def order_address(request: HttpRequest, token: UUID) -> HttpResponse:
    """Where the order goes, as long as it is not packed."""
    found = get_object_or_404(Order, token=token)
    if not can_readdress(found):
        messages.error(request, _("Where this order goes can no longer be changed."))
        return redirect(found)
    form = ReaddressForm(request.POST or None, address=found.shipping_address)
    if request.method == "POST" and form.is_valid() and _readdress(found, form):
        messages.success(request, _("The order goes to the new address."))
        return redirect(found)
    context = {"order": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "checkout/order_address.html", context, status=status)


def _readdress(order: Order, form: ReaddressForm) -> bool:
    try:
        readdress(order, form.address(), by=BUYER)
    except TooLate:
        form.add_error(None, _("It has just been packed for the old address."))
    except NotDelivered:
        form.add_error(
            "postcode",
            _("The delivery you chose does not go there. Ask us: we find a way."),
        )
    except CostsOtherwise:
        form.add_error(
            "postcode",
            _("Delivery there costs something else. Ask us: we change it for you."),
        )
    return form.is_valid()


@secret
@require_http_methods(["GET", "HEAD", "POST"])
@limited("order-link", limit=5, seconds=3600)
def order_link(request: HttpRequest, token: UUID) -> HttpResponse:
    """Make a new link to the order; who has the old one sees it no more."""
    found = get_object_or_404(Order, token=token)
    if request.method != "POST":
        return render(request, "checkout/order_link.html", {"order": found})
    found.renew_link(by=BUYER)
    messages.success(request, _("Only the link of this page opens the order now."))
    return redirect(found)
