from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.stock.selling import OutOfStock
from checkout.flow.one_click import buy_now
from checkout.flow.one_click_box import box_for, context_for
from checkout.flow.paying import lead_on
from checkout.flow.placing import OfferChanged
from checkout.flow.wishes import Seen, Wish
from shop.users.models import User
from shop.web.limits import limited
from shop.web.origins import from_our_pages

MOST = 999


@from_our_pages
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("one-click", limit=120, seconds=600)
def one_click(request: HttpRequest) -> HttpResponse:
    """Buy by one click; asked with GET, what the click would do."""
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        return _buy(request, request.user)
    wish = _wish(request.GET)
    if wish is None:
        raise Http404("nothing to buy")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(box_for(request, wish))
    return _show(request, wish)


def _buy(request: HttpRequest, user: User) -> HttpResponse:
    seen = Seen.read(request.POST.get("seen", ""), user)
    if seen is None:
        # somebody else was signed in when the page was made
        return redirect("cart")
    try:
        order = buy_now(seen, user, language=get_language() or "en", now=timezone.now())
    except OfferChanged as refusal:
        sentence = str(refusal)
    except OutOfStock:
        sentence = _("Some of this was sold a moment ago. Nothing has been ordered.")
    else:
        return lead_on(request, order)
    return _show(request, seen.wish, refusal=sentence)


def _show(request: HttpRequest, wish: Wish, *, refusal: str = "") -> HttpResponse:
    context = context_for(request, wish) | {"refusal": refusal}
    status = 422 if refusal else 200
    return render(request, "checkout/one_click.html", context, status=status)


def _wish(asked: QueryDict) -> Wish | None:
    if line := _number(asked, "line"):
        return Wish(line=line)
    if order := _number(asked, "order"):
        return Wish(order=order)
    variant = _number(asked, "variant")
    quantity = min(_number(asked, "quantity") or 1, MOST)
    return Wish(variant=variant, quantity=quantity) if variant else None


def _number(asked: QueryDict, name: str) -> int | None:
    text = asked.get(name, "")
    is_number = text.isascii() and text.isdecimal() and len(text) < 10
    return int(text) or None if is_number else None
