"""Pages that somebody is about to open are made ready while they point at the link.

Only pages that are the same for everybody and change nothing when they are opened.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
DAY = 24 * 60 * 60

_SHELVES = ("/:language/p/*", "/:language/c/*", "/:language/offers/*")
RULES = {
    "prerender": [
        {
            "where": {"href_matches": [*_SHELVES]},
            "eagerness": "moderate",
        }
    ]
}


@require_safe
@cache_control(public=True, max_age=DAY)
def rules(request: HttpRequest) -> HttpResponse:
    return JsonResponse(RULES, content_type="application/speculationrules+json")


def offer_speculation(response: HttpResponse) -> None:
    """Tell the browser which links of this page it may follow ahead."""
    response["Speculation-Rules"] = f'"{reverse("speculation")}"'


def forget_prepared_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Who has put something into the cart or chosen a language must not be shown a
    page that was made ready before."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method not in SAFE_METHODS:
            response["Clear-Site-Data"] = '"prefetchCache", "prerenderCache"'
        return response

    return middleware
