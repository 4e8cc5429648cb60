from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from checkout.parcels.models import Parcel
from checkout.parcels.tracking import Sighting

_Status = Parcel.Status

# what happens to a demo parcel, counted from the moment it was sent
JOURNEY = (
    (timedelta(0), _Status.SENT, gettext_noop("Handed to the carrier"), "Rīga"),
    (
        timedelta(seconds=40),
        _Status.IN_TRANSIT,
        gettext_noop("Sorted at the terminal"),
        "Rīga",
    ),
    (
        timedelta(seconds=80),
        _Status.IN_TRANSIT,
        gettext_noop("On its way to the depot"),
        "Jelgava",
    ),
    (
        timedelta(seconds=120),
        _Status.OUT_FOR_DELIVERY,
        gettext_noop("With the courier"),
        "",
    ),
    (timedelta(seconds=180), _Status.DELIVERED, gettext_noop("Handed to you"), ""),
)


class SimulatedCarrier:
    """Carries demo parcels from door to door within three minutes."""

    def track(self, parcel: Parcel, *, now: datetime) -> list[Sighting]:
        assert parcel.sent_at, "only sent parcels are tracked"
        home = str(parcel.order.shipping_address.get("city", ""))
        return [
            Sighting(
                key=f"step-{step}",
                status=status,
                at=parcel.sent_at + after,
                text=text,
                place=place or home,
            )
            for step, (after, status, text, place) in enumerate(JOURNEY)
            if parcel.sent_at + after <= now
        ]

    def pause(self, parcel: Parcel) -> timedelta:
        return timedelta(seconds=10)
