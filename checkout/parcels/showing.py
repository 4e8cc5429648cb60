"""What the order page shows of parcels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from checkout.orders.models import Order
from checkout.parcels.models import Parcel, ParcelLine, TrackingEvent

Status = Parcel.Status
_COMING = (Status.PACKED, Status.SENT, Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY)


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
        return self.parcel.status in Parcel.TURNED_BACK and not is_seen_to

    @property
    def arrives_from(self) -> date:
        return self.parcel.expected_from or self.parcel.order.promised_from

    @property
    def arrives_until(self) -> date | None:
        """The last day to expect it on, while it comes to the buyer."""
        if self.parcel.status not in _COMING:
            return None
        return self.parcel.expected_until or self.parcel.order.promised_until

    @property
    def waits_until(self) -> date | None:
        is_there = self.parcel.status == Parcel.Status.AT_PICKUP
        return self.parcel.kept_until if is_there else None


def is_moving(parcels: list[ShownParcel]) -> bool:
    """Whether looking again in a moment may show something new."""
    return any(shown.is_travelling for shown in parcels)


def parcels_of(order: Order) -> list[ShownParcel]:
    parcels = (
        order.parcels.select_related("carrier", "came_back", "order")
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
