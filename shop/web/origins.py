"""Posts without a CSRF token: allowed from our own pages only.

A page that is kept for everybody cannot carry a token. What such a page posts is
guarded by what browsers say about where a request comes from, which no script can
forge, and by cookies that other sites' posts do not bring (SameSite=Lax).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseForbidden
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def from_our_pages(view: View) -> View:
    """Let a view take posts without a token, but none that another site makes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_from_our_pages(request):
            return HttpResponseForbidden(_("This request came from another site."))
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def is_from_our_pages(request: HttpRequest) -> bool:
    """Whether no browser says that another site made the request.

    Something that says nothing is no browser of the last years, and brings no
    cookies of somebody else either.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if origin is None:
        return True
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    try:
        return "{0.scheme}://{0.netloc}".format(urlsplit(origin)) in ours
    except ValueError:  # no address at all
        return False
