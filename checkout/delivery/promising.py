"""The promise: between which days an order reaches its buyer."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from checkout.delivery.calendars import IsOff, days_off, working_day


@dataclass(frozen=True, slots=True)
class Terms:
    """How fast a delivery method is. What is ordered before `cutoff` (our time) on a
    working day is packed that day; the carrier's days are counted after it left."""

    cutoff: time
    handling_days: int
    days_min: int
    days_max: int
    delivers_on_saturday: bool = False

    def until(self, cutoff: time | None) -> Terms:
        """Where the place the goods leave from packs no longer than that."""
        return (
            self if cutoff is None else replace(self, cutoff=min(self.cutoff, cutoff))
        )


@dataclass(frozen=True, slots=True)
class Promise:
    """The first and the last day on which to expect the parcel.

    `inputs` (JSON) is all that the days follow from, see `recompute`.
    """

    earliest: date
    latest: date
    inputs: dict[str, Any]


def promise(
    ordered_at: datetime,
    *,
    terms: Terms,
    origin: str,
    destination: str,
    closed_days: Set[date] = frozenset(),
    lead_time_days: int = 0,
) -> Promise:
    """What can be promised for an order made at `ordered_at` by the shop's clock."""
    nobody_packs = days_off(origin, closed_days=closed_days)
    nobody_delivers = days_off(
        destination, works_on_saturday=terms.delivers_on_saturday
    )
    leaves, earliest, latest = _days(
        ordered_at, terms, lead_time_days, nobody_packs, nobody_delivers
    )
    return Promise(
        earliest,
        latest,
        {
            "ordered_at": ordered_at.isoformat(),
            "cutoff": terms.cutoff.isoformat(),
            "handling_days": terms.handling_days,
            "lead_time_days": lead_time_days,
            "days_min": terms.days_min,
            "days_max": terms.days_max,
            "origin": origin,
            "destination": destination,
            "origin_rests": _passed_over(ordered_at.date(), leaves, nobody_packs),
            "destination_rests": _passed_over(leaves, latest, nobody_delivers),
            "leaves": leaves.isoformat(),
        },
    )


def recompute(inputs: Mapping[str, Any]) -> Promise:
    """The same promise again from its inputs, whatever calendars say by now."""
    if day := inputs.get("named_day"):
        return Promise(date.fromisoformat(day), date.fromisoformat(day), dict(inputs))
    origin_rests = frozenset(inputs["origin_rests"])
    destination_rests = frozenset(inputs["destination_rests"])
    _leaves, earliest, latest = _days(
        datetime.fromisoformat(inputs["ordered_at"]),
        Terms(
            cutoff=time.fromisoformat(inputs["cutoff"]),
            handling_days=inputs["handling_days"],
            days_min=inputs["days_min"],
            days_max=inputs["days_max"],
        ),
        inputs["lead_time_days"],
        lambda day: day.isoformat() in origin_rests,
        lambda day: day.isoformat() in destination_rests,
    )
    return Promise(earliest, latest, dict(inputs))


def _days(
    ordered_at: datetime,
    terms: Terms,
    lead_time_days: int,
    nobody_packs: IsOff,
    nobody_delivers: IsOff,
) -> tuple[date, date, date]:
    """When the parcel leaves us, and when it arrives at the earliest and latest."""
    day = ordered_at.date()
    is_late = not nobody_packs(day) and ordered_at.time() >= terms.cutoff
    begun = working_day(day, 1 if is_late else 0, nobody_packs)
    leaves = working_day(begun, lead_time_days + terms.handling_days, nobody_packs)
    return (
        leaves,
        working_day(leaves, terms.days_min, nobody_delivers),
        working_day(leaves, terms.days_max, nobody_delivers),
    )


def _passed_over(first: date, last: date, is_off: IsOff) -> list[str]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day.isoformat() for day in days if is_off(day)]
