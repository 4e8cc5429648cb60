from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalog.stock.selling import OutOfStock
from checkout.cart.carts import current_cart, remember_cart, token_of
from checkout.cart.crediting import change_credit
from checkout.cart.forms import CreditForm
from checkout.cart.models import Cart
from checkout.credit.ledger import CreditRefused
from checkout.discounts.coupons import CouponRefused
from checkout.flow.details import SeenTotal
from checkout.flow.drafts import Draft, first_draft, keep_draft, typed_in
from checkout.flow.leaving_notes import note_page, note_press
from checkout.flow.page import CheckoutPage, checkout_page, details_from
from checkout.flow.paying import go_to, lead_on, wants_json
from checkout.flow.placing import OfferChanged, place_order
from checkout.flow.saved_ways import code_of
from checkout.leaving.models import Visit
from checkout.orders.models import Order
from checkout.payments.models import Payment
from checkout.payments.providers.protocol import Secures
from checkout.payments.providers.registry import provider_called
from checkout.reminding.models import ReminderTimes
from shop.money.currencies import to_minor_units
from shop.users.models import User
from shop.web.limits import limited

PARTS = (
    "errors",
    "contact",
    "address",
    "delivery",
    "phone",
    "credit",
    "ways",
    "summary",
)
# why an order was not placed -> what the funnel calls it
REFUSALS: dict[type[Exception], Visit.Trouble] = {
    OfferChanged: Visit.Trouble.CHANGED,
    OutOfStock: Visit.Trouble.SOLD_OUT,
    CouponRefused: Visit.Trouble.CODE,
    CreditRefused: Visit.Trouble.CREDIT,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("checkout", limit=30, seconds=600)
def checkout(request: HttpRequest) -> HttpResponse:
    """Everything between the cart and the order, on one page."""
    order = _order_placed(request)
    if order:
        return _resume(request, order)
    cart = current_cart(request)
    if cart is None or not cart.lines.exists():
        return go_to(request, reverse("cart"))
    if request.method == "POST":
        return _place(request, cart)
    page = checkout_page(cart, first_draft(cart, _user(request)), now=timezone.now())
    note_page(page)
    return render(request, "checkout/checkout.html", _context(page))


@never_cache
@require_POST
@limited("checkout-draft", limit=600, seconds=600)
def checkout_draft(request: HttpRequest) -> HttpResponse:
    """Keep what has been typed, and show what it changes."""
    cart = current_cart(request)
    order = _order_placed(request)
    if order and order.status == Order.Status.PLACED:
        return _leave(request, reverse("order_payment", args=[order.token]))
    if cart is None or order:
        return _leave(request, reverse("checkout"))
    draft = typed_in(request.POST)
    keep_draft(cart, draft)
    return _show_changes(request, cart, draft)


@never_cache
@require_POST
@limited("gift-card", limit=20, seconds=600)
def checkout_credit(request: HttpRequest) -> HttpResponse:
    """Pay with a gift card or store credit, or without; what was typed is kept."""
    cart = current_cart(request)
    if cart is None or _order_placed(request):
        return _leave(request, reverse("checkout"))
    draft = typed_in(request.POST)
    keep_draft(cart, draft)
    return _show_changes(
        request, cart, draft, credit_problem=_use_credit(cart, request)
    )


def _use_credit(cart: Cart, request: HttpRequest) -> str:
    """Do what the credit part of the page asks for; why not, where it is refused."""
    form = CreditForm(request.POST)
    if not form.is_valid():
        return " ".join(map(str, form.errors.get("gift_card", [])))
    try:
        change_credit(cart, **form.wish)
    except CreditRefused as refusal:
        return str(refusal)
    return ""


def _show_changes(
    request: HttpRequest, cart: Cart, draft: Draft, *, credit_problem: str = ""
) -> HttpResponse:
    if not _is_htmx(request):
        if credit_problem:
            messages.error(request, credit_problem)
        return redirect("checkout")

    page = checkout_page(cart, draft, now=timezone.now())
    note_page(page, changed=request.headers.get("HX-Trigger-Name", ""))
    changed = [
        part
        for part, mark in page.marks().items()
        if request.POST.get(f"made_{part}") != mark
    ]
    context = _context(page) | {
        "is_change": True,
        "changed": [*changed, *(["credit"] if credit_problem else [])],
        "credit_problem": credit_problem,
        "gift_card": request.POST.get("gift_card", "") if credit_problem else "",
        "field": page.checked_field(request.headers.get("HX-Trigger-Name", "")),
    }
    return render(request, "checkout/checkout_changes.html", context)


def _place(request: HttpRequest, cart: Cart) -> HttpResponse:
    now = timezone.now()
    draft = typed_in(request.POST)
    keep_draft(cart, draft)
    # a code typed and forgotten beside its button is meant to pay
    sentence = _forgotten_card(cart, request)
    page = checkout_page(cart, draft, now=now, is_checked=True)
    note_press(page, refused=Visit.Trouble.CREDIT if sentence else "")
    if sentence or not page.form.is_valid():
        return _show_again(request, page, refusal=sentence)

    seen = SeenTotal.read(request.POST.get("total_seen", ""))
    details = details_from(page.form, total_seen=seen)
    try:
        order = place_order(cart, details=details, user=_user(request), now=now)
    except tuple(REFUSALS) as refusal:
        note_press(page, refused=REFUSALS[type(refusal)])
        sentence = _refused(refusal, cart)
    else:
        response = lead_on(request, order)
        remember_cart(response, cart)
        return response
    page = checkout_page(cart, draft, now=timezone.now(), is_checked=True)
    return _show_again(request, page, refusal=sentence)


def _refused(refusal: Exception, cart: Cart) -> str:
    """Why nothing was ordered, for the buyer; a coupon that does not hold is let go."""
    match refusal:
        case OutOfStock():
            return _("Some of this was sold a moment ago. Nothing has been ordered.")
        case CreditRefused():
            return _("%(why)s Nothing has been ordered.") % {"why": refusal}
        case CouponRefused():
            Cart.objects.filter(pk=cart.pk).update(coupon=None)
            cart.coupon = None
    return str(refusal)


def _forgotten_card(cart: Cart, request: HttpRequest) -> str:
    if not request.POST.get("gift_card", "").strip():
        return ""
    return _use_credit(cart, request) or _(
        "Your gift card is used now. Look at what is left to pay, and press the "
        "button again."
    )


def _show_again(
    request: HttpRequest, page: CheckoutPage, *, refusal: str = ""
) -> HttpResponse:
    context = _context(page) | {"refusal": refusal}
    if not wants_json(request):
        return render(request, "checkout/checkout.html", context, status=422)
    parts = {
        f"checkout-{name}": render_to_string(
            f"checkout/checkout_{name}.html", context, request
        )
        for name in PARTS
    }
    return JsonResponse({"parts": parts}, status=422)


def _resume(request: HttpRequest, order: Order) -> HttpResponse:
    """The cart has become this order already: pay it as chosen, or look at it."""
    if request.method != "POST":
        return redirect(order)
    if order.status == Order.Status.PLACED and not _is_as_chosen(request, order):
        # another way may cost something else: its page says so before
        return go_to(request, reverse("order_payment", args=[order.token]))
    return lead_on(request, order)


def _is_as_chosen(request: HttpRequest, order: Order) -> bool:
    waiting = order.payments.filter(status__in=Payment.IN_PROGRESS).first()
    saved = waiting.saved_method if waiting else None
    code = code_of(saved) if saved else order.payment_method
    return request.POST.get("payment", code) == code


def _order_placed(request: HttpRequest) -> Order | None:
    """The order that came of the cart this page was about, if it did."""
    try:
        token = uuid.UUID(request.POST.get("cart", ""))
    except ValueError:
        token = None
    token = token or token_of(request)
    if token is None or (request.method != "POST" and current_cart(request)):
        return None
    return Order.objects.filter(cart__token=token).first()


def _leave(request: HttpRequest, url: str) -> HttpResponse:
    if _is_htmx(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _context(page: CheckoutPage) -> dict[str, Any]:
    way = page.offer.way
    quote = page.offer.quote
    codes = dict.fromkeys(way.provider for way in page.offer.ways)
    scripts = {code: provider_called(code) for code in codes}
    return {
        "page": page,
        "credit_form": CreditForm(),
        "marks": page.marks(),
        "form": page.form,
        "offer": page.offer,
        "quote": quote,
        "can_remind": not ReminderTimes.current().are_off,
        "amount_in_units": to_minor_units(quote.to_pay, quote.currency),
        "chosen_provider": way.provider if way else "",
        "is_charged_later": page.offer.is_made_to_order
        and any(isinstance(provider, Secures) for provider in scripts.values()),
        "script_providers": [
            {"code": code, "script": provider.script, "data": provider.page_data()}
            for code, provider in scripts.items()
            if provider.script
        ],
    }
