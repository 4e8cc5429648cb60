"""What carriers tell us is stored under their id for it, and worked on by a job."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from checkout.parcels.carriers.protocol import News
from checkout.parcels.carriers.registry import interface_called
from checkout.parcels.models import CarrierEvent, Parcel
from checkout.parcels.tracking import record_sightings
from shop.jobs.queue import enqueue
from shop.jobs.registry import job


@transaction.atomic
def keep_news(interface: str, news: Iterable[News]) -> None:
    """Store each of the news once, and let a job deal with it."""
    for one in news:
        entry, _ = CarrierEvent.objects.get_or_create(
            interface=interface,
            event_id=one.event_id,
            defaults={"payload": one.payload},
        )
        key = f"carrier-{interface}-{one.event_id}"
        enqueue("carriers.event", key=key, event_id=entry.pk)


@job("carriers.event")
def settle_news(*, event_id: int) -> None:
    """Note where a parcel was seen. News of one that nobody sent yet is let go: we ask
    about a parcel as soon as it is sent."""
    event = CarrierEvent.objects.get(pk=event_id)
    heard = interface_called(event.interface).understand(event.payload)
    if heard and heard.number:
        is_theirs = Q(carrier__interface=event.interface)
        parcels = Parcel.objects.filter(is_theirs, tracking_number=heard.number)
        for parcel in parcels.exclude(sent_at=None).select_related("carrier"):
            record_sightings(parcel, heard.sightings, by=str(parcel.carrier))
    CarrierEvent.objects.filter(pk=event.pk, settled_at=None).update(
        settled_at=timezone.now()
    )
