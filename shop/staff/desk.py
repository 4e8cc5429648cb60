"""The first page of the admin: what came today, what waits (also counted in the
margin) and what was done last. Those who know do the counting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from shop.merchant.models import Merchant
from shop.staff.missing_texts import how_many, may_write_texts
from shop.users.models import User


@dataclass(frozen=True, slots=True)
class Pile:
    """A kind of work. `page` is the admin list that shows it, with `query`; `note` is
    asked for what is said below it on the first page, while something lies there."""

    name: str
    title: Any
    permission: str
    page: str
    query: str = ""
    icon: str = "inbox"
    is_alarm: bool = False
    note: Callable[[], str] | None = None

    @property
    def url(self) -> str:
        return reverse(f"admin:{self.page}_changelist") + self.query


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of today beside the one of yesterday, both written out."""

    title: Any
    today: str
    yesterday: str


Count = Callable[[], Mapping[str, int]]
Measure = Callable[[], Sequence[Figure]]

LAST_DEEDS = 8

_STACKS: list[tuple[tuple[Pile, ...], Count]] = []
_MEASURES: list[tuple[str, Measure]] = []


@dataclass(frozen=True, slots=True)
class Waiting:
    pile: Pile
    count: int


def add_piles(*piles: Pile, count: Count) -> None:
    """`count` says in one query how many lie on each of `piles`, by name."""
    _STACKS.append((piles, count))


def add_figures(*, permission: str, measure: Measure) -> None:
    """`measure` is asked for those who hold `permission`."""
    _MEASURES.append((permission, measure))


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
    return _may(request, pile.permission)


def figures_for(request: HttpRequest) -> list[Figure]:
    return [
        figure
        for permission, measure in _MEASURES
        if _may(request, permission)
        for figure in measure()
    ]


def last_deeds(request: HttpRequest) -> list[LogEntry]:
    """What was changed in the admin: by everybody for the owner, else by oneself."""
    user = request.user
    assert isinstance(user, User), "the desk is behind the log-in"
    deeds = LogEntry.objects.select_related("user", "content_type")
    if not user.has_perm("admin.view_logentry"):
        deeds = deeds.filter(user=user)
    return list(deeds.order_by("-pk")[:LAST_DEEDS])


def _may(request: HttpRequest, permission: str) -> bool:
    return isinstance(request.user, User) and request.user.has_perm(permission)


def shop_name(request: HttpRequest) -> str:
    return Merchant.current().name


def environment(request: HttpRequest) -> list[str] | None:
    """What the head of every page warns of: its text and its colour."""
    if settings.USES_STRIPE_STANDIN or settings.USES_PAYPAL_STANDIN:
        return [gettext("Test mode"), "warning"]
    return None


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    waiting = waiting_for(request)
    return {
        **context,
        "figures": figures_for(request),
        "waiting": [each for each in waiting if each.count],
        "at_rest": [each.pile for each in waiting if not each.count],
        "missing_texts": how_many() if may_write_texts(request) else "",
        "deeds": last_deeds(request),
    }
