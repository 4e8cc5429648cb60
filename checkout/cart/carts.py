"""Whose cart a request is about: a guest's by cookie, a customer's by log-in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from catalog.pricing.lists import price_list_for
from checkout.cart.merging import merge
from checkout.cart.models import Cart
from shop.users.models import User
from shop.web.visitor import Visitor, visitor_of

COOKIE = "cart"
SIXTY_DAYS = 60 * 24 * 3600


def current_cart(request: HttpRequest) -> Cart | None:
    """The open cart of whoever asks, if there is one.

    A customer who filled a cart before logging in has both from then on as one.
    """
    if not hasattr(request, "cart"):
        request.cart = _find(request)  # type: ignore[attr-defined]
    cart: Cart | None = request.cart  # type: ignore[attr-defined]
    return cart


def cart_to_fill(request: HttpRequest) -> Cart:
    """The cart of whoever asks, begun now if there is none."""
    cart = current_cart(request)
    if cart is None:
        cart = _begin(request)
        request.cart = cart  # type: ignore[attr-defined]
    return cart


def remember_cart(response: HttpResponse, cart: Cart) -> None:
    """Let the browser bring the cart back for sixty days from now."""
    response.set_cookie(
        COOKIE,
        str(cart.token),
        max_age=SIXTY_DAYS,
        httponly=True,
        samesite="Lax",
        secure=not settings.DEBUG,
    )


def follow_visitor(cart: Cart, visitor: Visitor) -> None:
    """Price the cart for the country and currency the visitor has chosen by now."""
    currency = price_list_for(visitor.country, visitor.currency).currency
    if (cart.country, cart.currency) == (visitor.country, currency):
        return
    if cart.currency != currency:
        cart.lines.update(kept_price=None, risen_from=None)
    cart.country, cart.currency = visitor.country, currency
    cart.save(update_fields=["country", "currency", "updated_at"])


def token_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


def _find(request: HttpRequest) -> Cart | None:
    token = token_of(request)
    carts = Cart.objects.open().select_related("coupon", "one_time_code__batch__offer")
    guest = carts.filter(token=token, user=None).first() if token else None
    if not isinstance(request.user, User):
        return guest
    own = carts.filter(user=request.user).first()
    return merge(guest, own, user=request.user, now=timezone.now()) if guest else own


def _begin(request: HttpRequest) -> Cart:
    visitor = visitor_of(request)
    place = {
        "country": visitor.country,
        "currency": price_list_for(visitor.country, visitor.currency).currency,
    }
    if not isinstance(request.user, User):
        return Cart.objects.create(**place)
    return Cart.objects.get_or_create(
        user=request.user, closed_at=None, defaults=place
    )[0]
