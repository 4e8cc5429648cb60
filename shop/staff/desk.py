"""What waits for staff: counted by those who know, shown on the first page and in
the margin."""

from __future__ import annotations

from collections.abc import Callable
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
    count: Callable[[], int]
    query: str = ""
    icon: str = "inbox"
    is_alarm: bool = False

    @property
    def url(self) -> str:
        return reverse(f"admin:{self.page}_changelist") + self.query


PILES: list[Pile] = []


@dataclass(frozen=True, slots=True)
class Waiting:
    pile: Pile
    count: int


def add_piles(*piles: Pile) -> None:
    PILES.extend(piles)


def waiting_for(request: HttpRequest) -> list[Waiting]:
    """What the member of staff may deal with; counted once in an answer."""
    known: list[Waiting] | None = getattr(request, "_waiting", None)
    if known is None:
        known = [
            Waiting(pile, pile.count())
            for pile in PILES
            if isinstance(request.user, User) and request.user.has_perm(pile.permission)
        ]
        request._waiting = known  # type: ignore[attr-defined]
    return known


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return {**context, "waiting": waiting_for(request)}
