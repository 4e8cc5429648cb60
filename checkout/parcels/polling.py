from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from checkout.parcels.carriers.protocol import CarrierFailed, Carries, Deed
from checkout.parcels.carriers.registry import who_can
from checkout.parcels.models import Parcel
from checkout.parcels.rhythm import AT_MOST, pause_after, pause_after_fault
from checkout.parcels.tracking import record_sightings
from shop.jobs.registry import reader

logger = logging.getLogger(__name__)


@reader
def poll_carriers() -> None:
    """Ask carriers about the parcels whose time has come, each by one worker."""
    now = timezone.now()
    due = Parcel.objects.filter(next_poll_at__lte=now).exclude(status__in=Parcel.ENDED)
    heard = due.annotate(heard_at=Max("events__at"))
    for parcel in heard.select_related("carrier", "order").order_by("next_poll_at")[
        :200
    ]:
        silent_since = parcel.heard_at or parcel.sent_at or now
        if interface := _claim(parcel, now, now - silent_since):
            _ask(interface, parcel, now=now)


def _claim(parcel: Parcel, now: datetime, silent_for: timedelta) -> Carries | None:
    """Who is to be asked, if it is for us to ask: the next time is set first."""
    interface = who_can(Deed.TRACK, parcel.carrier)
    asked_at = parcel.next_poll_at
    pause = _pause(interface, parcel, silent_for) if interface else None
    parcel.next_poll_at = now + pause if pause else None
    claim = Parcel.objects.filter(pk=parcel.pk, next_poll_at=asked_at)
    is_ours = claim.update(next_poll_at=parcel.next_poll_at)
    return interface if is_ours else None


def _pause(
    interface: Carries, parcel: Parcel, silent_for: timedelta
) -> timedelta | None:
    usual = pause_after(parcel.status, silent_for=silent_for)
    pace = interface.pace(parcel)
    # one with a pace of its own backs off, too: by a tenth of the silence
    return min(max(pace, silent_for / 10), AT_MOST) if usual and pace else usual


def _ask(interface: Carries, parcel: Parcel, *, now: datetime) -> None:
    status = parcel.status
    try:
        sightings = interface.track(parcel, now=now)
    except CarrierFailed as fault:
        logger.warning("parcel %s: %s", parcel.pk, fault)
        parcel.note_failure(fault.message)
        parcel.next_poll_at = now + pause_after_fault(parcel.failures)
        parcel.save(update_fields=["next_poll_at"])
        return
    parcel.note_success()
    record_sightings(parcel, sightings, by=str(parcel.carrier))
    if parcel.status != status and parcel.next_poll_at:
        pause = _pause(interface, parcel, timedelta(0))
        parcel.next_poll_at = now + pause if pause else None
        parcel.save(update_fields=["next_poll_at"])
