"""Rate limits on the shared cache: fixed windows, counted per deed and caller."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class TooManyTries(Exception):
    """The caller has used up what the limit allows; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"try again in {wait} s")
        self.wait = wait


def caller_of(request: HttpRequest) -> str:
    """The address a request came from; behind a proxy, what the proxy appended."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.IS_BEHIND_PROXY and forwarded:
        return forwarded.split(",")[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def count_try(deed: str, caller: str, *, limit: int, seconds: int) -> None:
    """Count one try. Raises TooManyTries when there were more than `limit`
    in the current window of `seconds`."""
    now = int(time.time())
    window = now // seconds
    who = hashlib.sha256(caller.encode()).hexdigest()[:24]
    key = f"limit:{deed}:{who}:{window}"
    cache.add(key, 0, seconds + 1)
    try:
        tries = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        return
    if tries > limit:
        raise TooManyTries((window + 1) * seconds - now)


def limited(
    deed: str, *, limit: int, seconds: int
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a caller POST to a view `limit` times in `seconds`, then say when to
    come back (429)."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                try:
                    count_try(deed, caller_of(request), limit=limit, seconds=seconds)
                except TooManyTries as refusal:
                    return too_many_tries(request, refusal)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def too_many_tries(request: HttpRequest, refusal: TooManyTries) -> HttpResponse:
    minutes = -(-refusal.wait // 60)
    response = render(request, "shop/429.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(refusal.wait)
    return response
