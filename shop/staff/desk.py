"""What waits for staff: counted by those who know, shown on the first page and in
the margin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from shop.users.models import User


@dataclass(frozen=True, slots=True)
class Pile:
    """A kind of work. `page` is the admin list that shows it, with `query`."""

    name: str
    title: Any
    permission: str
    page: str
    query: str = ""
    icon: str = "inbox"
    is_alarm: bool = False

    @property
    def url(self) -> str:
        return reverse(f"admin:{self.page}_changelist") + self.query


Count = Callable[[], Mapping[str, int]]

_STACKS: list[tuple[tuple[Pile, ...], Count]] = []


@dataclass(frozen=True, slots=True)
class Waiting:
    pile: Pile
    count: int


def add_piles(*piles: Pile, count: Count) -> None:
    """`count` says in one query how many lie on each of `piles`, by name."""
    _STACKS.append((piles, count))


def waiting_for(request: HttpRequest) -> list[Waiting]:
    """What the member of staff may deal with; counted once in an answer."""
    known: list[Waiting] | None = getattr(request, "_waiting", None)
    if known is None:
        known = []
        for piles, count in _STACKS:
            allowed = [pile for pile in piles if _may_see(request, pile)]
            counts = count() if allowed else {}
            known += [Waiting(pile, counts[pile.name]) for pile in allowed]
        request._waiting = known  # type: ignore[attr-defined]
    return known


def _may_see(request: HttpRequest, pile: Pile) -> bool:
    return isinstance(request.user, User) and request.user.has_perm(pile.permission)


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return {**context, "waiting": waiting_for(request)}
