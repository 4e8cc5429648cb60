from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

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

from checkout.flow.cancelling import cancel_order
from checkout.flow.forms import FindOrderForm
from checkout.flow.paying import go_to, lead_on
from checkout.flow.placing import BUYER
from checkout.flow.secrecy import secret
from checkout.flow.sheet import order_sheet
from checkout.flow.undoing import undo
from checkout.gifts.returning import CardKept
from checkout.orders.finding import find_order as find
from checkout.orders.models import Order
from checkout.parcels.live import live_address
from checkout.parcels.showing import is_moving
from checkout.payments.checking import check_payment
from checkout.payments.models import Payment
from checkout.payments.owing import awaits_payment, is_under_way, still_owed
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.registry import provider_called
from checkout.payments.switching import NotAwaited, switch_payment, ways_for
from shop.money.currencies import to_minor_units
from shop.web.limits import limited

ASKED_LATELY = timedelta(seconds=3)


@secret
@require_safe
def order(request: HttpRequest, token: UUID) -> HttpResponse:
    """The page of an order, for whoever has its link."""
    found = get_object_or_404(Order, token=token)
    live = live_address(found)
    sheet = order_sheet(found, now=timezone.now())
    context = {
        "order": found,
        "sheet": sheet,
        "parcels": sheet.parcels,
        "is_moving": is_moving(sheet.parcels),
        "live_address": live,
    }
    return render(request, "checkout/order.html", context)


@secret
@require_http_methods(["GET", "HEAD", "POST"])
@limited("payment", limit=30, seconds=600)
def order_payment(request: HttpRequest, token: UUID) -> HttpResponse:
    """Pay an order that waits for it, in the chosen way or in another."""
    found = get_object_or_404(Order, token=token)
    if request.method == "POST":
        return _pay(request, found)

    payment = found.payments.order_by("-pk").first()
    if payment is not None:
        # providers add something to the address of those they send back
        _ask(payment, is_news=bool(request.GET))
        found.refresh_from_db(fields=["status"])
        payment.refresh_from_db()
    if not awaits_payment(found) or is_under_way(found):
        return redirect(found)
    context = {
        "order": found,
        "payment": payment,
        "ways": ways_for(found),
        "to_pay": still_owed(found),
        # where a provider sends those who turned round on its page
        "is_back_unpaid": "unpaid" in request.GET,
    }
    return render(request, "checkout/order_payment.html", context | _element(payment))


@secret
@require_http_methods(["GET", "HEAD", "POST"])
@limited("cancellation", limit=20, seconds=600)
def order_cancellation(request: HttpRequest, token: UUID) -> HttpResponse:
    """Cancel an order that has not been packed: asked once, then done."""
    found = get_object_or_404(Order, token=token)
    if request.method != "POST":
        if found.status not in Order.SOURCES[Order.Status.CANCELLED]:
            return redirect(found)
        return render(request, "checkout/order_cancellation.html", {"order": found})
    try:
        cancel_order(found, by=BUYER, reason=_("cancelled by the customer"))
    except Order.MoveRefused:
        messages.error(request, _("This order can no longer be cancelled here."))
    except CardKept as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@secret
@require_http_methods(["GET", "HEAD", "POST"])
@limited("find-order", limit=10, seconds=600)
def find_order(request: HttpRequest) -> HttpResponse:
    """Find an order by its number and e-mail; who knows only one learns nothing."""
    form = FindOrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = find(**form.cleaned_data)
        if found:
            return redirect(found)
        form.add_error(
            None,
            _("We found no order with this number and this e-mail. Check both."),
        )
    status = 422 if form.errors else 200
    return render(request, "checkout/find_order.html", {"form": form}, status=status)


@secret
@require_POST
@limited("cancellation", limit=20, seconds=600)
def order_undoing(request: HttpRequest, token: UUID) -> HttpResponse:
    """Take an order made by one click back, by one click."""
    found = get_object_or_404(Order, token=token)
    try:
        undo(found, by=BUYER)
    except Order.MoveRefused:
        messages.error(request, _("This order can no longer be undone by one click."))
    else:
        messages.success(request, _("Undone. Nothing will be sent."))
    return redirect(found)


def _pay(request: HttpRequest, found: Order) -> HttpResponse:
    code = request.POST.get("payment", "")
    waiting = found.payments.filter(status__in=Payment.IN_PROGRESS).first()
    if waiting is None or waiting.method_code != code:
        try:
            switch_payment(found, method_code=code, now=timezone.now())
        except NotAwaited:
            messages.error(request, _("The order cannot be paid in this way."))
            return go_to(request, found.get_absolute_url())
    found.refresh_from_db()
    return lead_on(request, found)


def _ask(payment: Payment, *, is_news: bool) -> None:
    """Hear from the provider what happened while the buyer was there."""
    if not payment.is_in_progress or not payment.reference:
        return
    now = timezone.now()
    is_fresh = payment.checked_at and now - payment.checked_at < ASKED_LATELY
    if is_fresh and not is_news:
        return
    if not provider_called(payment.provider).is_remote:
        return
    try:
        check_payment(payment, by="return")
    except PaymentFailed:
        # the page is shown as far as we know; the poll asks again
        return


def _element(payment: Payment | None) -> dict[str, Any]:
    """What the provider's script needs to ask for a card on the page."""
    if payment is None or not payment.is_in_progress:
        return {}
    provider = provider_called(payment.provider)
    if not provider.script:
        return {}
    return {
        "amount_in_units": to_minor_units(payment.amount, payment.currency),
        "provider": {
            "code": payment.provider,
            "script": provider.script,
            "data": provider.page_data(),
        },
        "chosen_provider": payment.provider,
        "is_charged_later": payment.captures_later,
    }
