"""What a buyer's browser meets of the stand-in: where PayPal asks for consent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language_from_path, override
from django.views.decorators.http import require_http_methods

from checkout.payments.providers.paypal.standin import orders, vault
from checkout.payments.providers.paypal.standin.faults import ApiFault
from checkout.payments.providers.paypal.standin.objects import BUYER
from checkout.payments.standin.models import StandinObject

WAYS = {"good", "declined", "slow", "asks"}


@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """The buyer approves an order, or goes back without."""
    order = _found(orders.find_order, request.GET.get("token", ""))
    outcome = request.POST.get("outcome", "")
    if order.data["status"] == "COMPLETED":
        return _back(order, "return_url")
    if request.method == "POST" and outcome in WAYS:
        with transaction.atomic():
            orders.approve(order.pk, pays_with=outcome)
        return _back(order, "return_url")
    if request.method == "POST":
        return _back(order, "cancel_url")
    unit = order.data["purchase_units"][0]
    amount = unit["amount"]
    context = {
        "amount": Decimal(amount["value"]),
        "currency": amount["currency_code"],
        "shop": order.hidden["brand_name"],
        "is_kept": bool(order.hidden["attributes"].get("vault")),
        "is_refused": order.hidden.get("pays_with") == "declined",
    }
    return _page(request, context, order.hidden["return_url"])


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """A customer lets the shop charge them, without buying."""
    setup = _found(vault.find_setup, request.GET.get("approval_session_id", ""))
    if request.method != "POST":
        return _page(request, {"amount": None}, setup.hidden["return_url"])
    outcome = request.POST.get("outcome", "")
    if outcome not in WAYS:
        return HttpResponseRedirect(setup.hidden["cancel_url"])
    vault.approve(setup.pk, pays_with=outcome)
    return HttpResponseRedirect(setup.hidden["return_url"])


def _page(request: HttpRequest, context: dict[str, Any], page: str) -> HttpResponse:
    # PayPal speaks to the buyer as the shop did
    language = get_language_from_path(urlsplit(page).path) or "en"
    with override(language):
        known = context | {"account": BUYER["email_address"]}
        return render(request, "checkout/paypal_approval.html", known)


def _found(find: Any, given: str) -> StandinObject:
    try:
        found: StandinObject = find(given)
    except ApiFault:
        raise Http404 from None
    return found


def _back(order: StandinObject, name: str) -> HttpResponse:
    """To the shop, with what PayPal adds to the address."""
    url: str = order.hidden[name] or order.hidden["return_url"]
    query = {"token": order.pk}
    if name == "return_url":
        query["PayerID"] = str(BUYER["account_id"])
    return HttpResponseRedirect(f"{url}{'&' if '?' in url else '?'}{urlencode(query)}")
