"""What the order page shows of parcels."""

from __future__ import annotations

from dataclasses import dataclass

from checkout.orders.models import Order
from checkout.parcels.models import Parcel, ParcelLine, TrackingEvent


@dataclass(frozen=True, slots=True)
class ShownParcel:
    """A parcel with its contents and its journey, newest station first."""

    parcel: Parcel
    lines: list[ParcelLine]
    events: list[TrackingEvent]

    @property
    def is_travelling(self) -> bool:
        return self.parcel.status in Parcel.TRAVELLING


def is_moving(parcels: list[ShownParcel]) -> bool:
    """Whether looking again in a moment may show something new."""
    return any(shown.is_travelling for shown in parcels)


def parcels_of(order: Order) -> list[ShownParcel]:
    parcels = (
        order.parcels.select_related("carrier")
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
