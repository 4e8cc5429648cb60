"""What the order page shows of parcels."""

from __future__ import annotations

from dataclasses import dataclass

from checkout.orders.models import Order
from checkout.parcels.models import Parcel, ParcelLine, TrackingEvent

TURNED_BACK = (Parcel.Status.RETURNING, Parcel.Status.RETURNED)


@dataclass(frozen=True, slots=True)
class ShownParcel:
    """A parcel with its contents and its journey, newest station first."""

    parcel: Parcel
    lines: list[ParcelLine]
    events: list[TrackingEvent]

    @property
    def is_travelling(self) -> bool:
        return self.parcel.status in Parcel.TRAVELLING

    @property
    def turned_back(self) -> bool:
        """Not taken in, and nobody has decided yet what becomes of it."""
        is_seen_to = hasattr(self.parcel, "came_back")
        return self.parcel.status in TURNED_BACK and not is_seen_to


def is_moving(parcels: list[ShownParcel]) -> bool:
    """Whether looking again in a moment may show something new."""
    return any(shown.is_travelling for shown in parcels)


def parcels_of(order: Order) -> list[ShownParcel]:
    parcels = (
        order.parcels.select_related("carrier", "came_back")
        .prefetch_related("lines__order_line", "events")
        .order_by("pk")
    )
    return [
        ShownParcel(
            parcel=parcel,
            lines=sorted(parcel.lines.all(), key=lambda line: line.pk),
            events=sorted(
                parcel.events.all(),
                key=lambda event: (event.at, event.pk),
                reverse=True,
            ),
        )
        for parcel in parcels
    ]
