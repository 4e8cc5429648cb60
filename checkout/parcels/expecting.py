"""When a parcel will be there after all, by how far it has come."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from checkout.delivery.calendars import ONE_DAY, days_off, working_day
from checkout.orders.models import Order
from checkout.parcels.models import Parcel

# after these hours of the day nothing more leaves us, or arrives
LAST_COLLECTION = 18
LAST_LOADING = 12
LAST_BELL = 21


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long a carrier takes, from where to where."""

    days_min: int
    days_max: int
    origin: str
    destination: str
    works_on_saturday: bool = False
    closed_days: Set[date] = frozenset()

    def delivers_after(self, day: date, count: int) -> date:
        """The carrier's working day that comes `count` after `day`; with 0, `day` or
        the next one."""
        nobody_delivers = days_off(
            self.destination, works_on_saturday=self.works_on_saturday
        )
        return working_day(day, count, nobody_delivers)

    def leaves_after(self, now: datetime) -> date:
        """The day on which what is packed `now` can leave us."""
        day = now.date() + (ONE_DAY if now.hour >= LAST_COLLECTION else timedelta(0))
        return working_day(day, 0, days_off(self.origin, closed_days=self.closed_days))


def schedule_of(
    order: Order, *, works_on_saturday: bool, closed_days: Set[date]
) -> Schedule | None:
    """By what the promise was made of; None where that was not kept."""
    inputs = order.promise_inputs
    if "days_min" not in inputs:
        return None
    return Schedule(
        days_min=inputs["days_min"],
        days_max=inputs["days_max"],
        origin=inputs["origin"],
        destination=inputs["destination"],
        works_on_saturday=works_on_saturday,
        closed_days=closed_days,
    )


def expected(
    schedule: Schedule,
    *,
    status: str,
    left_on: date | None,
    now: datetime,
    is_heard: bool,
) -> tuple[date, date]:
    """The first and the last day to expect a parcel on, by the clock of `now`.

    One of which nobody tells us anything (`is_heard`) may have arrived unseen.
    """
    leaves = left_on or schedule.leaves_after(now)
    first = schedule.delivers_after(leaves, schedule.days_min)
    last = schedule.delivers_after(leaves, schedule.days_max)
    if is_heard and left_on is not None:
        is_out = status == Parcel.Status.OUT_FOR_DELIVERY
        is_over = now.hour >= (LAST_BELL if is_out else LAST_LOADING)
        soonest = schedule.delivers_after(now.date(), int(is_over))
        first = soonest if is_out else max(first, soonest)
    if last < first:
        last = schedule.delivers_after(first, 1)
    return first, last
