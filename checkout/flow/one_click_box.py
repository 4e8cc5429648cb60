"""The box with the button, for one customer, in pages that are kept for everybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from checkout.flow.one_click import one_click_for, way_of
from checkout.flow.wishes import Wish
from shop.users.models import User
from shop.web.pages import slot
from shop.web.visitor import visitor_of

TEMPLATE = "checkout/one_click_box.html"


@slot("buy_now")
def box(request: HttpRequest, variant: int) -> str:
    """For the variant a product page shows, one piece of it."""
    return box_for(request, Wish(variant=variant))


def box_for(request: HttpRequest, wish: Wish) -> str:
    return render_to_string(TEMPLATE, context_for(request, wish))


def context_for(request: HttpRequest, wish: Wish) -> dict[str, Any]:
    """Without a query, and without looking at the session, for who has no cookie."""
    context: dict[str, Any] = {"wish": wish, "here": request.path}
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return context
    user = request.user
    if not isinstance(user, User):
        return context
    shown = one_click_for(
        wish, user, currency=visitor_of(request).currency, now=timezone.now()
    )
    return context | {
        "customer": user,
        "one_click": shown,
        "way": way_of(shown) if shown else None,
        "signed": shown.seen.signed_for(user) if shown and shown.seen else "",
    }
