"""Taking in a carrier's file of points: only what has changed is written."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from checkout.delivery.points.feeds import Feed, Told
from checkout.delivery.points.models import PickupPoint
from checkout.delivery.points.words import searchable
from shop.kept.generation import pages_changed

_TOLD = tuple(name for name in Told.__dataclass_fields__ if name != "external_id")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file did: how many points are new, changed, gone, as they were, and how
    many rows nobody could read."""

    new: int
    changed: int
    retired: int
    same: int
    faulty: int


@transaction.atomic
def take_in(feed: Feed, *, carrier_code: str, now: datetime) -> Taken:
    """Make the points of a carrier those of its file, in the countries it is about."""
    known = {
        point.external_id: point
        for point in PickupPoint.objects.select_for_update()
        .filter(carrier_code=carrier_code)
        .order_by("pk")
    }
    new = [
        _made(told, carrier_code)
        for told in feed.points
        if told.external_id not in known
    ]
    changed = [
        known[told.external_id]
        for told in feed.points
        if told.external_id in known and _change(known[told.external_id], told)
    ]
    told_of = {told.external_id for told in feed.points}
    countries = {told.country for told in feed.points}
    gone = [
        point.pk
        for point in known.values()
        if point.external_id not in told_of
        and point.country in countries
        and point.retired_at is None
    ]
    PickupPoint.objects.bulk_create(new, batch_size=500)
    fields = (*_TOLD, "words", "retired_at")
    PickupPoint.objects.bulk_update(changed, fields, batch_size=200)
    for start in range(0, len(gone), 500):
        chunk = PickupPoint.objects.filter(pk__in=gone[start : start + 500])
        chunk.update(retired_at=now)
    if new or changed or gone:
        pages_changed()
    same = len(feed.points) - len(new) - len(changed)
    return Taken(len(new), len(changed), len(gone), same, feed.faulty)


def _made(told: Told, carrier_code: str) -> PickupPoint:
    point = PickupPoint(carrier_code=carrier_code, **asdict(told))
    point.words = searchable(point)
    return point


def _change(point: PickupPoint, told: Told) -> bool:
    """Write what is told into the point; whether that changes anything."""
    changes = {
        name: getattr(told, name)
        for name in _TOLD
        if getattr(point, name) != getattr(told, name)
    }
    for name, value in changes.items():
        setattr(point, name, value)
    was_retired = point.retired_at is not None
    point.retired_at = None
    point.words = searchable(point)
    return bool(changes) or was_retired
