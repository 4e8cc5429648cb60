from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from checkout.parcels.models import Parcel
from checkout.parcels.tracking import Sighting


class CarrierFailed(Exception):
    """The carrier could not be asked, or did not answer."""


class TracksParcels(Protocol):
    """A carrier whose systems tell where a parcel is."""

    def track(self, parcel: Parcel, *, now: datetime) -> list[Sighting]:
        """Everything known about the parcel by `now`. Raises CarrierFailed."""

    def pause(self, parcel: Parcel) -> timedelta:
        """How long to leave the carrier in peace before asking again."""
