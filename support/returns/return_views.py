from __future__ import annotations

from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from checkout.flow.placing import BUYER
from checkout.flow.secrecy import secret
from checkout.orders.models import Order
from shop.merchant.models import Merchant
from shop.web.limits import limited
from support.returns.announcing import ReturnRefused, is_free, send_by
from support.returns.forms import ReturnForm
from support.returns.models import Return
from support.returns.returning import send_back, sendable
from support.returns.windows import window_of


@secret
@require_http_methods(["GET", "HEAD", "POST"])
@limited("return", limit=20, seconds=600)
def order_returning(request: HttpRequest, token: UUID) -> HttpResponse:
    """Choose what comes back, why, and what is wished for it."""
    order = get_object_or_404(Order, token=token)
    left = sendable(order)
    if not left:
        messages.info(request, _("Nothing of this order can be sent back now."))
        return redirect(order)
    lines = list(order.lines.filter(pk__in=left).order_by("pk"))
    data = request.POST if request.method == "POST" else None
    form = ReturnForm(data, lines=lines, left=left, chosen=False)
    if data is not None and form.is_valid():
        said = {
            name: form.cleaned_data[name] for name in ("reason", "wish", "wish_note")
        }
        try:
            back = send_back(order, form.pieces, now=timezone.now(), **said)
        except ReturnRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(back)
    context = {
        "order": order,
        "form": form,
        "window": window_of(order, days=Merchant.current().return_days),
        "is_free": is_free(order),
    }
    status = 422 if form.errors else 200
    return render(request, "support/returns/returning.html", context, status=status)


@secret
@require_POST
@limited("return", limit=20, seconds=600)
def cancellation(request: HttpRequest, key: UUID) -> HttpResponse:
    """The customer keeps the goods after all; a withdrawal cannot be taken back."""
    back = get_object_or_404(Return, key=key, withdrawal=None)
    try:
        back.move_to(Return.Status.CANCELLED, by=BUYER)
    except Return.MoveRefused:
        messages.info(request, _("We know that already: look at the steps below."))
    return redirect(back)


@secret
@require_safe
def return_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """A return with its clock, and the sheet that goes into the box."""
    back = get_object_or_404(Return.objects.select_related("order"), key=key)
    code = segno.make(back.number, error="m", boost_error=False)
    context = {
        "back": back,
        "order": back.order,
        "lines": back.lines.select_related("line").order_by("pk"),
        "events": back.events.order_by("at", "pk"),
        "send_by": send_by(back),
        "return_to": Merchant.current(),
        "code": code.svg_data_uri(scale=4, border=2, dark="#000", light="#fff"),
    }
    return render(request, "support/returns/return.html", context)


@secret
@require_POST
@limited("return", limit=20, seconds=600)
def posting(request: HttpRequest, key: UUID) -> HttpResponse:
    """The customer has handed the goods over."""
    back = get_object_or_404(Return, key=key)
    try:
        back.move_to(Return.Status.POSTED, by=BUYER)
    except Return.MoveRefused:
        messages.info(request, _("We know that already: look at the steps below."))
    else:
        messages.success(request, _("Thank you. We tell you when it is here."))
    return redirect(back)
