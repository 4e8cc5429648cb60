from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap
from django_htmx.middleware import HtmxDetails

from checkout.cart.badge import pieces_in_cart
from checkout.cart.carts import (
    cart_to_fill,
    current_cart,
    follow_visitor,
    remember_cart,
)
from checkout.cart.couponing import use_coupon
from checkout.cart.crediting import change_credit
from checkout.cart.filling import NotAdded, add, set_quantity
from checkout.cart.forms import CouponForm, CreditForm, LineForm, QuantityForm
from checkout.cart.giving import want_gift
from checkout.cart.keeping import keep_on
from checkout.cart.pricing import price_cart
from checkout.cart.undoing import (
    Removed,
    forget_removed,
    remember_removed,
    removed,
    removed_before,
)
from checkout.credit.ledger import CreditRefused
from checkout.discounts.coupons import CouponRefused
from checkout.leaving.models import Visit
from checkout.leaving.noting import Scene, note_step
from shop.web.limits import limited
from shop.web.origins import from_our_pages
from shop.web.visitor import visitor_of


@never_cache
@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    """What is in the cart and what all of it costs, before anything is asked."""
    undo = removed_before(request)
    response = _show(request, undo=undo)
    if undo:
        forget_removed(response)
    return response


@from_our_pages
@require_POST
def lines(request: HttpRequest) -> HttpResponse:
    """Put something into the cart."""
    form = LineForm(request.POST)
    if not form.is_valid():
        return _refuse(request, form)

    filled = cart_to_fill(request)
    follow_visitor(filled, visitor_of(request))
    try:
        added = add(
            filled,
            form.cleaned_data["variant"],
            quantity=form.cleaned_data["quantity"],
            personal=form.personal,
            now=timezone.now(),
        )
    except NotAdded as refusal:
        form.add_error(None, str(refusal))
        return _refuse(request, form)

    scene = Scene(filled.country, visitor_of(request).language)
    note_step(filled.pk, Visit.Step.CART, scene)
    if _is_htmx(request):
        context = {"added": added, "count": pieces_in_cart(request)}
        response = render(request, "checkout/cart_added.html", context)
        reswap(response, "none")
    else:
        if added.quantity < added.wanted:
            messages.warning(request, added.shortage)
        response = redirect("cart")
    remember_cart(response, filled)
    return response


@require_POST
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how many of something there are; with 0 it is taken out."""
    form = QuantityForm(request.POST)
    filled = current_cart(request)
    found = filled and filled.lines.filter(pk=pk).first()
    undo = None
    if found and form.is_valid():
        quantity = form.cleaned_data["quantity"]
        before = removed(found)
        if not set_quantity(found, quantity, now=timezone.now()):
            undo = before
    if _is_htmx(request):
        return _show(request, undo=undo)
    response = redirect("cart")
    if undo:
        remember_removed(response, undo)
    return response


@require_POST
def gift(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Do without a gift, or take it after all."""
    filled = current_cart(request)
    if filled:
        want_gift(filled, offer_id, is_wanted=bool(request.POST.get("wanted")))
    return _show(request) if _is_htmx(request) else redirect("cart")


@require_POST
@limited("coupon", limit=20, seconds=600)
def coupon(request: HttpRequest) -> HttpResponse:
    """Use a coupon, or with no code take it off."""
    form = CouponForm(request.POST)
    filled = current_cart(request)
    if filled and form.is_valid():
        try:
            use_coupon(filled, form.cleaned_data["code"], now=timezone.now())
        except CouponRefused as refusal:
            form.add_error("code", str(refusal))
    if form.errors:
        return _show(request, coupon_form=form)
    return _show(request) if _is_htmx(request) else redirect("cart")


@require_POST
@limited("gift-card", limit=20, seconds=600)
def credit(request: HttpRequest) -> HttpResponse:
    """Pay with a gift card or store credit, or without."""
    form = CreditForm(request.POST)
    filled = current_cart(request)
    if filled and form.is_valid():
        try:
            change_credit(filled, **form.wish)
        except CreditRefused as refusal:
            form.add_error("gift_card", str(refusal))
    if form.errors:
        return _show(request, credit_form=form)
    return _show(request) if _is_htmx(request) else redirect("cart")


def _show(
    request: HttpRequest,
    *,
    undo: Removed | None = None,
    coupon_form: CouponForm | None = None,
    credit_form: CreditForm | None = None,
) -> HttpResponse:
    filled = current_cart(request)
    context: dict[str, Any] = {
        "undo": undo,
        "coupon_form": coupon_form or CouponForm(),
        "credit_form": credit_form or CreditForm(),
    }
    if filled:
        follow_visitor(filled, visitor_of(request))
        now = timezone.now()
        context["priced"] = price_cart(filled, now=now)
        keep_on(context["priced"], now=now)
    template = "checkout/cart.html"
    response = render(
        request, f"{template}#cart" if _is_htmx(request) else template, context
    )
    if filled:
        remember_cart(response, filled)
    return response


def _refuse(request: HttpRequest, form: LineForm) -> HttpResponse:
    if not _is_htmx(request):
        return render(request, "checkout/cart_line.html", {"form": form}, status=422)
    response = render(request, "checkout/cart_refused.html", {"form": form}, status=422)
    return reswap(response, "none")


def _is_htmx(request: HttpRequest) -> bool:
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx)
