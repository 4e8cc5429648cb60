"""The orders a list can stand in. Each ends with a key that no two products share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.web.texts import shown_text

RELEVANCE = "relevance"
NEWEST = "newest"

NAMES: dict[str, Promise] = {
    RELEVANCE: _("Best match"),
    NEWEST: _("Newest first"),
    "price": _("Price, low to high"),
    "price-desc": _("Price, high to low"),
    "rating": _("Best rated"),
    "name": _("Name"),
}


@dataclass(frozen=True, slots=True)
class Sort:
    code: str
    name: Promise
    is_chosen: bool


def sorts(chosen: str, *, by_relevance: bool) -> list[Sort]:
    """The orders on offer; best match only where something was searched."""
    return [
        Sort(code, name, code == chosen)
        for code, name in NAMES.items()
        if by_relevance or code != RELEVANCE
    ]


def order(code: str) -> Sequence[Any]:
    if code == "price":
        return (F("shelf__amount").asc(nulls_last=True), "pk")
    if code == "price-desc":
        return (F("shelf__amount").desc(nulls_last=True), "pk")
    if code == "rating":
        return (F("rating").desc(nulls_last=True), "-review_count", "-pk")
    if code == "name":
        return (Lower(shown_text("title")), "pk")
    return ("-created_at", "-pk")
