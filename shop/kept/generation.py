"""The generation of what pages show: a new one makes everything kept before it old."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import transaction

_KEY = "pages:generation"
_MOST_IN_PROCESS = 1000
_T = TypeVar("_T")

# key -> (generation, until when by the clock, value)
_in_process: dict[str, tuple[int, float, Any]] = {}
# what was seen in this request; None outside of one
_seen: ContextVar[list[int] | None] = ContextVar("generation", default=None)


def generation() -> int:
    """A number that every process shares."""
    seen = _seen.get()
    if seen:
        return seen[0]
    number = int(cache.get_or_set(_KEY, _first, None) or _first())
    if seen is not None:
        seen.append(number)
    return number


@contextmanager
def one_generation() -> Iterator[None]:
    """Within a request the generation is asked for once, unless it changes it."""
    token = _seen.set([])
    try:
        yield
    finally:
        _seen.reset(token)


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

    For small tables that every page reads: price lists, VAT rates, offers. Whoever
    asks gets the same object as others in this process: it is not to be changed.
    """
    now, number = time.time(), generation()
    here = _in_process.get(key)
    if here is None or here[0] != number or here[1] < now:
        here = (number, *_shared(f"{key}:{number}", read, now + seconds))
        if len(_in_process) >= _MOST_IN_PROCESS:
            _in_process.clear()
        _in_process[key] = here
    value: _T = here[2]
    return value


def _shared(key: str, read: Callable[[], _T], until: float) -> tuple[float, _T]:
    found: tuple[float, _T] | None = cache.get(key)
    if found is None:
        found = until, read()
        cache.set(key, found, until - time.time())
    return found


def _first() -> int:
    # by the clock: a cache that lost its number never meets an old one again
    return time.time_ns() // 1_000


def _begin_new() -> None:
    seen = _seen.get()
    if seen:
        seen.clear()
    try:
        cache.incr(_KEY)
    except ValueError:
        cache.set(_KEY, _first(), None)
