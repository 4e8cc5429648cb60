"""What a job's name means: the function to call, its lease and its patience."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from django.core.cache import cache

Deed = Callable[..., Any]
_DeedT = TypeVar("_DeedT", bound=Deed)


ONE_DAY = 24 * 3600

# what must not be forgotten is tried every hour until it is done
FOR_EVER = None


@dataclass(frozen=True, slots=True)
class Registration:
    deed: Deed
    attempts: int | None
    lease: timedelta


DEEDS: dict[str, Registration] = {}
READERS: dict[str, Callable[[], Any]] = {}


def job(
    name: str, *, attempts: int | None = 8, lease: timedelta = timedelta(minutes=2)
) -> Callable[[_DeedT], _DeedT]:
    """Register a function as the deed of jobs called `name`.

    It gets the job's arguments as keywords, must be safe to run twice, and is
    tried `attempts` times, or FOR_EVER, with growing pauses. A worker that is
    silent for longer than `lease` loses the job to another.
    """

    def register(deed: _DeedT) -> _DeedT:
        assert name not in DEEDS, f"two deeds are called {name}"
        DEEDS[name] = Registration(deed, attempts, lease)
        return deed

    return register


def reader(deed: Callable[[], Any]) -> Callable[[], Any]:
    """Register a function that looks for news and claims what is its to do.

    It runs soon after every `announce()` and at every sweep.
    """
    READERS[_name(deed)] = deed
    return deed


def daily(deed: Callable[[], Any]) -> Callable[[], Any]:
    """Register a reader that does its work once in 24 hours, by whichever worker."""

    @wraps(deed)
    def once_a_day() -> None:
        if cache.add(f"daily:{_name(deed)}", True, ONE_DAY):
            deed()

    return reader(once_a_day)


def _name(deed: Callable[[], Any]) -> str:
    return f"{deed.__module__}.{deed.__qualname__}"
