"""Pages that are the same for everybody are made once.

What belongs to one visitor (the cart's count, a name) is a slot in such a page,
filled in at every answer. Whoever has no cookie gets the very same bytes, so a
CDN may keep them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.messages import get_messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from shop.kept.generation import generation
from shop.web.speculation import offer_speculation
from shop.web.visitor import visitor_of

KEPT_SECONDS = 60

View = Callable[..., HttpResponse]
SLOTS: dict[str, Callable[..., str]] = {}
_SLOT = re.compile(rb"<!--slot (\w+)(?: (\d+))?-->")


def slot(name: str) -> Callable[[Callable[..., str]], Any]:
    """Register what fills the slot `name` of a page for one visitor. A slot can say
    which row it is about: `<!--slot name 12-->`."""

    def register(fill: Callable[..., str]) -> Callable[..., str]:
        SLOTS[name] = fill
        return fill

    return register


def same_for_everybody(view: View) -> View:
    """Keep a view's page for a minute, one per language, country and currency.

    Everything the page is made of must follow from its address and these; slots
    hold the rest. Pages of a visitor with messages to read are made for them.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or _has_messages(request):
            return view(request, *args, **kwargs)

        request.is_kept_page = True  # type: ignore[attr-defined]
        key = _key(request)
        page: bytes | None = cache.get(key)
        if page is None:
            response = view(request, *args, **kwargs)
            if isinstance(response, TemplateResponse):
                response.render()
            if response.status_code != 200 or response.cookies:
                response.content = _fill(response.content, request)
                return response
            page = response.content
            cache.set(key, page, KEPT_SECONDS)
        return _answer(request, page)

    return kept


def _has_messages(request: HttpRequest) -> bool:
    return "messages" in request.COOKIES or bool(len(get_messages(request)))


def _key(request: HttpRequest) -> str:
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    parts = (
        generation(),
        visitor_of(request),
        request.get_host(),
        request.get_full_path(),
        bool(htmx) and htmx.target,
    )
    return f"page:{hashlib.sha256(repr(parts).encode()).hexdigest()}"


def _fill(page: bytes, request: HttpRequest) -> bytes:
    def fill(found: re.Match[bytes]) -> bytes:
        about = [int(found[2])] if found[2] else []
        return SLOTS[found[1].decode()](request, *about).encode()

    return _SLOT.sub(fill, page)


def _answer(request: HttpRequest, page: bytes) -> HttpResponse:
    response = HttpResponse(_fill(page, request))
    is_anonymous = not request.COOKIES
    response["Cache-Control"] = (
        f"public, max-age=0, s-maxage={KEPT_SECONDS}"
        if is_anonymous
        else "private, no-cache"
    )
    offer_speculation(response)
    patch_vary_headers(response, ("Accept-Language", "Cookie", "HX-Request"))
    return response
