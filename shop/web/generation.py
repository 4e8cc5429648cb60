"""The generation of what pages show: a new one makes everything kept before it old."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.db import transaction

_KEY = "pages:generation"
_T = TypeVar("_T")


def generation() -> int:
    """A number that every process shares."""
    return int(cache.get_or_set(_KEY, _first, None) or _first())


def pages_changed() -> None:
    """Say that what pages show has changed.

    At once, so that this transaction sees what it wrote, and again after its
    commit, when others may have kept what stood there before.
    """
    _begin_new()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_begin_new)


def kept(key: str, read: Callable[[], _T], *, seconds: int = 60) -> _T:
    """What `read` says, kept in the cache until something that pages show changes.

    For small tables that every page reads: price lists, VAT rates, offers.
    """
    value: _T | None = cache.get_or_set(f"{key}:{generation()}", read, seconds)
    return read() if value is None else value


def _first() -> int:
    # by the clock: a cache that lost its number never meets an old one again
    return time.time_ns() // 1_000


def _begin_new() -> None:
    try:
        cache.incr(_KEY)
    except ValueError:
        cache.set(_KEY, _first(), None)
