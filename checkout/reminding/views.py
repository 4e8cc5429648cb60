from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from checkout.cart.carts import cart_to_fill, current_cart, remember_cart
from checkout.cart.lines import lines_of
from checkout.cart.models import Cart
from checkout.reminding.links import cart_of_mark, cart_of_refusal
from checkout.reminding.restoring import restore
from checkout.reminding.wishing import withdraw
from shop.web.limits import limited


@never_cache
@limited("cart-again", limit=30, seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
def cart_again(request: HttpRequest, mark: str) -> HttpResponse:
    """The cart of a reminder: here already, or put into the cart by one click.

    A mail program that looks at the link beforehand takes nothing off the shelf.
    """
    source = Cart.objects.open().filter(pk=cart_of_mark(mark) or 0).first()
    if source is None:
        messages.warning(
            request,
            _("This link is no longer good: the cart was ordered, or is too old."),
        )
        return redirect("cart")
    if current_cart(request) == source:
        return redirect("cart")
    if request.method != "POST":
        return render(request, "checkout/cart_again.html", {"lines": lines_of(source)})

    cart = cart_to_fill(request)
    for sentence in restore(source, cart, now=timezone.now()):
        messages.warning(request, sentence)
    response = redirect("cart")
    remember_cart(response, cart)
    return response


@never_cache
# a mail program posts without a cookie; who holds the link may end the reminders
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_refusal(request: HttpRequest, mark: str) -> HttpResponse:
    """No reminders any more, by one click."""
    cart_id = cart_of_refusal(mark)
    if cart_id is None:
        raise Http404
    if request.method == "POST":
        withdraw(cart_id)
    context = {"is_done": request.method == "POST"}
    return render(request, "checkout/reminder_refusal.html", context)
