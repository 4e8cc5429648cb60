"""What EasyPost's trackers say, in our words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from checkout.parcels.models import Parcel
from checkout.parcels.tracking import Sighting

_Status = Parcel.Status
STATUSES = {
    "pre_transit": _Status.SENT,
    "in_transit": _Status.IN_TRANSIT,
    "out_for_delivery": _Status.OUT_FOR_DELIVERY,
    "available_for_pickup": _Status.AT_PICKUP,
    "failure": _Status.IN_TRANSIT,
    "return_to_sender": _Status.RETURNING,
    "delivered": _Status.DELIVERED,
}


def sightings_in(details: Iterable[Mapping[str, Any]]) -> list[Sighting]:
    """What goes back and is then delivered is with us again, not with the buyer."""
    sightings: list[Sighting] = []
    goes_back = False
    for detail in sorted(details, key=lambda each: str(each.get("datetime"))):
        status = STATUSES.get(str(detail.get("status")))
        at = _moment(detail.get("datetime"))
        if status is None or at is None:
            continue
        goes_back = goes_back or status == _Status.RETURNING
        if goes_back and status == _Status.DELIVERED:
            status = _Status.RETURNED
        sightings.append(_sighting(detail, status, at))
    return sightings


def _sighting(detail: Mapping[str, Any], status: _Status, at: datetime) -> Sighting:
    text = str(detail.get("message") or "")[:300]
    where = detail.get("tracking_location") or {}
    place = ", ".join(
        str(where[part]) for part in ("city", "country") if where.get(part)
    )
    told = "|".join((str(detail.get("status")), at.isoformat(), text, place))
    key = hashlib.sha256(told.encode()).hexdigest()[:40]
    return Sighting(key=key, status=status, at=at, text=text, place=place[:150])


def _moment(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else None
