"""How many things are in the cart, as every page says it."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.db.models import Q, Sum
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from checkout.cart.carts import token_of
from checkout.cart.models import Cart, CartLine
from shop.users.models import User
from shop.web.pages import slot

TEMPLATE = "checkout/cart_badge.html"


def pieces_in_cart(request: HttpRequest) -> int:
    """Without a query, and without looking at the session, for who has no cookie."""
    begun: Cart | None = getattr(request, "cart", None)
    token = begun.token if begun else token_of(request)
    if token is None and settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return 0
    theirs = Q(cart__token=token, cart__user=None)
    user = getattr(request, "user", None)
    if isinstance(user, User):
        theirs |= Q(cart__user=user)
    elif token is None:
        return 0
    lines = CartLine.objects.filter(theirs, cart__closed_at=None)
    return lines.aggregate(sum=Sum("quantity"))["sum"] or 0


@slot("cart")
def badge(request: HttpRequest) -> str:
    """The way to the cart in a page that is kept for everybody."""
    return _badge(pieces_in_cart(request), get_language() or "en")


@lru_cache(maxsize=256)
def _badge(count: int, language: str) -> str:
    return render_to_string(TEMPLATE, {"count": count})
