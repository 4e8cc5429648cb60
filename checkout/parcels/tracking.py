"""What is seen of a parcel on its way, whoever says it and in whatever order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from checkout.orders.models import Order
from checkout.parcels.clocks import zone_of
from checkout.parcels.losing import note_found, note_lost
from checkout.parcels.models import Parcel, TrackingEvent
from checkout.parcels.reckoning import follows, state_after
from checkout.parcels.telling import STATIONS, tell

Status = Parcel.Status
PICKUP_DAYS = 7


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing a carrier says about a parcel. `key` is the same every time it does.

    It is shown on the clock of `zone` ("+02:00" or a name), else in the offset of
    `at`, else in the time zone of `country`.
    """

    key: str
    status: Parcel.Status
    at: datetime
    text: str = ""
    place: str = ""
    zone: str = ""
    country: str = ""


@transaction.atomic
def record_sightings(parcel: Parcel, sightings: Iterable[Sighting], *, by: str) -> None:
    """Note what is new, and move the parcel and its order on. Nothing moves back: a
    late word about an earlier station is noted and no more. Only what was lost may be
    found again."""
    order = Order.objects.select_for_update(no_key=True).get(pk=parcel.order_id)
    parcel.refresh_from_db(fields=["status", "delivered_at", "next_poll_at"])
    _note(parcel, sightings)
    if parcel.status == Status.PACKED:
        # it still lies here: whoever sends it will have it seen again
        return
    events = list(parcel.events.order_by("at", "pk"))
    state = state_after((event.status, event.at) for event in events)
    if state is None or not follows(state, parcel.status):
        return

    was_lost = parcel.status == Status.LOST
    station = next(event for event in events if event.status == state)
    _move(parcel, Status(state), station)
    parcel.order = order
    if was_lost:
        note_found(parcel, by=by)
    if state == Status.LOST:
        note_lost(parcel, at=station.at)
    if state in STATIONS:
        tell(parcel, STATIONS[Status(state)], by=by, place=station.place)
    if order.status == Order.Status.SENT and _is_all_delivered(order):
        order.move_to(Order.Status.DELIVERED, by=by, parcel=parcel.pk)


def mark_delivered(parcel: Parcel, *, at: datetime, by: str) -> None:
    """What staff learnt from a carrier that tells us nothing by itself."""
    seen = Sighting("by-staff", Status.DELIVERED, at)
    record_sightings(parcel, [seen], by=by)


def _note(parcel: Parcel, sightings: Iterable[Sighting]) -> None:
    TrackingEvent.objects.bulk_create(
        (
            TrackingEvent(
                parcel=parcel,
                key=seen.key,
                status=seen.status,
                text=seen.text,
                place=seen.place,
                at=seen.at,
                zone=seen.zone or zone_of(seen.at, country=seen.country),
            )
            for seen in sightings
        ),
        ignore_conflicts=True,
    )


def _move(parcel: Parcel, status: Parcel.Status, station: TrackingEvent) -> None:
    parcel.status = status
    changed = {"status"}
    if status == Status.DELIVERED:
        parcel.delivered_at = station.at
        changed.add("delivered_at")
    if status == Status.AT_PICKUP:
        days = parcel.carrier.pickup_days if parcel.carrier else PICKUP_DAYS
        parcel.kept_until = station.local_at.date() + timedelta(days=days)
        changed.add("kept_until")
    if status in Parcel.ENDED:
        parcel.next_poll_at = None
        changed.add("next_poll_at")
    parcel.save(update_fields=changed)


def _is_all_delivered(order: Order) -> bool:
    """What came back to us is no longer expected there."""
    expected = order.parcels.exclude(came_back__isnull=False)
    return not expected.exclude(status=Parcel.Status.DELIVERED).exists()
