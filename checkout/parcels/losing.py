"""Parcels that carriers lose, and that turn up again."""

from __future__ import annotations

from datetime import datetime

from checkout.orders.models import OrderEvent
from checkout.parcels.models import Parcel, ParcelClaim
from checkout.parcels.telling import tell

Outcome = ParcelClaim.Outcome


def note_lost(parcel: Parcel, *, at: datetime) -> None:
    """A claim for staff to open; one that was closed by a find is open again."""
    claim, is_new = ParcelClaim.objects.get_or_create(
        parcel=parcel, defaults={"carrier": parcel.carrier, "noticed_at": at}
    )
    if not is_new:
        found = ParcelClaim.objects.filter(pk=claim.pk, outcome=Outcome.FOUND)
        found.update(outcome=Outcome.OPEN, noticed_at=at, opened_at=None)


def note_found(parcel: Parcel, *, by: str) -> None:
    """The claim ends, and the customer hears."""
    claims = ParcelClaim.objects.filter(parcel=parcel, outcome=Outcome.OPEN)
    claims.update(outcome=Outcome.FOUND)
    tell(parcel, OrderEvent.Kind.PARCEL_FOUND, by=by)
