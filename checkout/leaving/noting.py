"""Noting how far a cart comes, without noting whose it is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone

from checkout.leaving.models import Visit

# then the mark of a cart is forgotten, and nothing leads from a visit to it any more
ONE_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Trouble:
    kind: str = ""
    about: str = ""


# what was wrong has been put right
NO_TROUBLE = Trouble()


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and at what price of delivery; the same for very many shoppers."""

    country: str
    language: str
    currency: str = ""
    delivery_price: Decimal | None = None


def note_step(
    cart_id: int, step: Visit.Step, scene: Scene, *, trouble: Trouble | None = None
) -> None:
    """Note that a cart came to `step`, and what its shopper ran into there.

    Nobody goes back; `trouble` replaces what was noted before, None leaves it.
    """
    fresh = uuid.uuid4()
    is_new = cache.add(_key(cart_id), fresh, ONE_DAY)
    mark = fresh if is_new else cache.get(_key(cart_id), fresh)
    facts: dict[str, Any] = {"country": scene.country, "language": scene.language}
    if scene.currency:
        facts |= {
            "currency": scene.currency,
            "delivery_price": scene.delivery_price,
        }
    if trouble is not None:
        facts |= {"trouble": trouble.kind, "about": trouble.about[:40]}
    if is_new or not _update(mark, step, **facts):
        Visit.objects.create(
            mark=mark, begun_on=timezone.localdate(), step=step, **facts
        )


def note_trouble(cart_id: int, trouble: Trouble) -> None:
    """Note what happened to a visit that is still known."""
    mark = cache.get(_key(cart_id))
    if mark:
        Visit.objects.filter(mark=mark).update(
            trouble=trouble.kind, about=trouble.about[:40]
        )


def note_paid(cart_id: int) -> None:
    """Note the good end of a visit that is still known, and forget whose it was."""
    mark = cache.get(_key(cart_id))
    if mark:
        _update(mark, Visit.Step.PAID, trouble="", about="")
        cache.delete(_key(cart_id))


def _update(mark: uuid.UUID, step: Visit.Step, **facts: Any) -> int:
    furthest = Greatest("step", Value(int(step)))
    return Visit.objects.filter(mark=mark).update(step=furthest, **facts)


def _key(cart_id: int) -> str:
    return f"visit-of-cart:{cart_id}"
