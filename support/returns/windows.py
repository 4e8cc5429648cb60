from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from checkout.orders.models import Order, OrderEvent
from checkout.parcels.models import Parcel
from checkout.parcels.packing import unpacked
from support.returns.deadlines import (
    WITHDRAWAL_DAYS,
    day_there,
    end_of,
    last_day,
)

_GONE = (Parcel.Status.LOST, Parcel.Status.RETURNED)


@dataclass(frozen=True, slots=True)
class Window:
    """How long an order can be withdrawn from or sent back; no end before the last
    parcel is there."""

    last_day: date | None
    ends_at: datetime | None
    country: str

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and now >= self.ends_at

    def days_late(self, now: datetime) -> int:
        if self.last_day is None:
            return 0
        return max((day_there(now, self.country) - self.last_day).days, 0)


def window_of(order: Order, *, days: int = WITHDRAWAL_DAYS) -> Window:
    """Counted from the day on which the last parcel really arrived."""
    arrived = arrived_at(order)
    if arrived is None:
        return Window(None, None, order.country)
    end = last_day(day_there(arrived, order.country), order.country, days=days)
    return Window(end, end_of(end, order.country), order.country)


def arrived_at(order: Order) -> datetime | None:
    """When the last parcel was delivered; None while something is still to come."""
    if order.status != Order.Status.DELIVERED or unpacked_in_parcels(order):
        return None
    parcels = order.parcels.exclude(status__in=_GONE)
    moments = list(parcels.values_list("delivered_at", flat=True))
    if moments:
        return None if None in moments else max(moment for moment in moments if moment)
    told = order.events.filter(kind=OrderEvent.Kind.DELIVERED)
    return told.order_by("-at").values_list("at", flat=True).first()


def unpacked_in_parcels(order: Order) -> bool:
    """Whether a part of an order that travels in parcels has not been packed."""
    return order.parcels.exists() and bool(unpacked(order))
