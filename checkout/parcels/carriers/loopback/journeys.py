"""What happens to a played parcel: the same seed makes the same journey.

A day of the carrier takes a minute here. Seed 0 is the plain way to the door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import count
from random import Random

from django.utils.translation import gettext_noop

from checkout.parcels.models import Parcel

_Status = Parcel.Status
HOME = ""  # the buyer's town


class Fate(StrEnum):
    PLAIN = "plain"
    DELAYED = "delayed"
    MISSED = "missed"
    PICKUP = "pickup"
    RETURNED = "returned"
    LOST = "lost"


WEIGHTS = {
    Fate.PLAIN: 60,
    Fate.DELAYED: 12,
    Fate.MISSED: 10,
    Fate.PICKUP: 10,
    Fate.RETURNED: 4,
    Fate.LOST: 4,
}


@dataclass(frozen=True, slots=True)
class Step:
    """`after` counts from the moment the parcel was sent."""

    after: timedelta
    status: Parcel.Status
    text: str
    place: str


_HANDED = (0, _Status.SENT, gettext_noop("Handed to the carrier"), "Rīga")
_SORTED = (40, _Status.IN_TRANSIT, gettext_noop("Sorted at the terminal"), "Rīga")
_DEPOT = (80, _Status.IN_TRANSIT, gettext_noop("On its way to the depot"), "Jelgava")
_COURIER = (120, _Status.OUT_FOR_DELIVERY, gettext_noop("With the courier"), HOME)
_DONE = (180, _Status.DELIVERED, gettext_noop("Handed to you"), HOME)
_START = (_HANDED, _SORTED, _DEPOT)
_LATE = gettext_noop("Held up at the terminal: it comes later than planned")
_MISSED = gettext_noop("Nobody was at home; the courier tries again")
_WAITS = gettext_noop("Waiting for you at the pick-up point")
_TAKEN = gettext_noop("Picked up")
_NOT_TAKEN = gettext_noop("Nobody picked it up: it goes back")
_BACK = gettext_noop("Back at the sender")

_ROADS: dict[Fate, tuple[tuple[int, Parcel.Status, str, str], ...]] = {
    Fate.PLAIN: (*_START, _COURIER, _DONE),
    Fate.DELAYED: (
        *_START,
        (100, _Status.IN_TRANSIT, _LATE, "Jelgava"),
        (280, *_COURIER[1:]),
        (330, *_DONE[1:]),
    ),
    Fate.MISSED: (
        *_START,
        _COURIER,
        (150, _Status.IN_TRANSIT, _MISSED, HOME),
        (210, *_COURIER[1:]),
        (260, *_DONE[1:]),
    ),
    Fate.PICKUP: (
        *_START,
        (120, _Status.AT_PICKUP, _WAITS, HOME),
        (240, _Status.DELIVERED, _TAKEN, HOME),
    ),
    Fate.RETURNED: (
        *_START,
        (120, _Status.AT_PICKUP, _WAITS, HOME),
        (540, _Status.RETURNING, _NOT_TAKEN, HOME),
        (660, _Status.RETURNED, _BACK, "Rīga"),
    ),
    # and then nothing more is heard of it
    Fate.LOST: _START,
}


def fate_of(seed: int) -> Fate:
    if not seed:
        return Fate.PLAIN
    return Random(seed).choices([*WEIGHTS], [*WEIGHTS.values()])[0]  # noqa: S311


def seed_for(fate: Fate, *, after: int = 0) -> int:
    """The first seed above `after` that brings a fate."""
    return next(seed for seed in count(after + 1) if fate_of(seed) == fate)


def journey(seed: int) -> Sequence[Step]:
    """The steps of a parcel; seeds above 0 stretch them by up to a fifth."""
    stretch = Random(seed + 1).uniform(1, 1.2) if seed else 1  # noqa: S311
    return [
        Step(timedelta(seconds=round(seconds * stretch)), status, text, place)
        for seconds, status, text, place in _ROADS[fate_of(seed)]
    ]
