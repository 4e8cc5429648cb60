from __future__ import annotations

import logging

from django.utils import timezone

from checkout.parcels.carriers.protocol import CarrierFailed
from checkout.parcels.carriers.registry import tracker_of
from checkout.parcels.models import Parcel
from checkout.parcels.tracking import record_sightings
from shop.jobs.registry import reader

logger = logging.getLogger(__name__)


@reader
def poll_carriers() -> None:
    """Ask carriers about the parcels whose time has come, each by one worker."""
    now = timezone.now()
    due = Parcel.objects.filter(next_poll_at__lte=now).exclude(status__in=Parcel.ENDED)
    for parcel in due.select_related("carrier", "order").order_by("next_poll_at")[:200]:
        tracker = tracker_of(parcel.carrier)
        asked_at = parcel.next_poll_at
        parcel.next_poll_at = now + tracker.pause(parcel) if tracker else None
        claim = Parcel.objects.filter(pk=parcel.pk, next_poll_at=asked_at)
        if not claim.update(next_poll_at=parcel.next_poll_at) or tracker is None:
            continue
        try:
            sightings = tracker.track(parcel, now=now)
        except CarrierFailed as fault:
            logger.warning("parcel %s: %s", parcel.pk, fault)
            continue
        record_sightings(parcel, sightings, by=str(parcel.carrier))
