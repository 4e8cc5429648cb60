"""Promises kept and broken, counted in the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone

from checkout.parcels.models import Parcel


@dataclass(frozen=True, slots=True)
class Kept:
    """Of so many parcels, how many came by the promised day."""

    about: tuple[str, ...]
    parcels: int
    in_time: int

    @property
    def share(self) -> float:
        return self.in_time / self.parcels if self.parcels else 0.0


def arrived(*, since: datetime) -> QuerySet[Parcel]:
    """Parcels that reached their buyers, with the day by our clock."""
    return Parcel.objects.filter(
        status=Parcel.Status.DELIVERED, delivered_at__gte=since
    ).annotate(came_on=TruncDate("delivered_at"))


def kept_by(parcels: QuerySet[Parcel], *fields: str) -> list[Kept]:
    """How many of each kind came in time; `fields` tell the kinds apart."""
    return [
        Kept(tuple(str(x or "") for x in about), *counts)
        for about, counts in _counted(parcels, *fields)
    ]


def kept_by_month(parcels: QuerySet[Parcel]) -> list[tuple[date, Kept]]:
    monthly = parcels.annotate(month=TruncMonth("delivered_at"))
    return [
        (timezone.localdate(month), Kept((), *counts))
        for (month,), counts in _counted(monthly, "month")
    ]


def _counted(
    parcels: QuerySet[Parcel], *fields: str
) -> Iterator[tuple[tuple[Any, ...], tuple[int, int]]]:
    """For each kind its fields, how many parcels there are and how many in time."""
    in_time = Q(came_on__lte=F("order__promised_until"))
    rows = (
        parcels.order_by()
        .values_list(*fields)
        .annotate(parcels=Count("pk"), in_time=Count("pk", filter=in_time))
        .order_by(*fields)
    )
    return ((row[:-2], row[-2:]) for row in rows)


@dataclass(frozen=True, slots=True)
class Broken:
    parcel: Parcel
    days_late: int
    # whether it left us later than the promise had reckoned with
    left_late: bool


def broken(*, now: datetime, since: datetime) -> Iterable[Broken]:
    """Parcels that came, or still travel, after their promised day; newest first."""
    today = timezone.localdate(now)
    late = (
        Parcel.objects.exclude(status=Parcel.Status.RETURNED)
        .filter(order__promised_until__gte=timezone.localdate(since))
        .annotate(
            came_on=Case(
                When(delivered_at__isnull=True, then=today),
                default=TruncDate("delivered_at"),
            )
        )
        .filter(came_on__gt=F("order__promised_until"))
        .select_related("order", "carrier")
        .order_by("-order__promised_until", "-pk")
    )
    return [_broken(parcel) for parcel in late[:200]]


def _broken(parcel: Parcel) -> Broken:
    came_on: date = parcel.came_on  # type: ignore[attr-defined]
    reckoned = parcel.order.promise_inputs.get("leaves", "")
    left = timezone.localdate(parcel.sent_at) if parcel.sent_at else came_on
    return Broken(
        parcel=parcel,
        days_late=(came_on - parcel.order.promised_until).days,
        left_late=bool(reckoned) and left.isoformat() > reckoned,
    )
