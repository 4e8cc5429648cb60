"""What is seen of a parcel on its way, whoever says it and in whatever order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from checkout.orders.models import Order
from checkout.parcels.models import Parcel, TrackingEvent

_RANK = {status: rank for rank, status in enumerate(Parcel.Status.values)}


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing a carrier says about a parcel. `key` is the same every time it does."""

    key: str
    status: Parcel.Status
    at: datetime
    text: str = ""
    place: str = ""


@transaction.atomic
def record_sightings(parcel: Parcel, sightings: Iterable[Sighting], *, by: str) -> None:
    """Note what is new, and move the parcel and its order on. Nothing moves back:
    a late word about an earlier station is noted and no more."""
    order = Order.objects.select_for_update(no_key=True).get(pk=parcel.order_id)
    TrackingEvent.objects.bulk_create(
        (
            TrackingEvent(
                parcel=parcel,
                key=seen.key,
                status=seen.status,
                text=seen.text,
                place=seen.place,
                at=seen.at,
            )
            for seen in sightings
        ),
        ignore_conflicts=True,
    )
    furthest = max(
        parcel.events.order_by("at", "pk"),
        key=lambda event: _RANK[event.status],
        default=None,
    )
    if furthest is None or _RANK[furthest.status] <= _RANK[parcel.status]:
        return

    parcel.status = furthest.status
    if furthest.status == Parcel.Status.DELIVERED:
        parcel.delivered_at = furthest.at
    if furthest.status in Parcel.ENDED:
        parcel.next_poll_at = None
    parcel.save(update_fields=["status", "delivered_at", "next_poll_at"])
    if order.status == Order.Status.SENT and _is_all_delivered(order):
        order.move_to(Order.Status.DELIVERED, by=by, parcel=parcel.pk)


def mark_delivered(parcel: Parcel, *, at: datetime, by: str) -> None:
    """What staff learnt from a carrier that tells us nothing by itself."""
    seen = Sighting("by-staff", Parcel.Status.DELIVERED, at)
    record_sightings(parcel, [seen], by=by)


def _is_all_delivered(order: Order) -> bool:
    """What came back to us is no longer expected there."""
    expected = order.parcels.exclude(came_back__isnull=False)
    return not expected.exclude(status=Parcel.Status.DELIVERED).exists()
