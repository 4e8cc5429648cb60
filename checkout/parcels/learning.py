"""What past parcels teach about the next: how long a carrier really takes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from checkout.delivery.calendars import working_days_between
from checkout.delivery.lead_times import learned_days
from checkout.delivery.models import LeadTime, Method
from checkout.parcels.models import Parcel
from shop.jobs.registry import daily

# older parcels were carried by another timetable
PERIOD = timedelta(days=180)
# fewer say more about chance than about the carrier
ENOUGH_PARCELS = 10

Route = tuple[str, str]


@daily
def learn_once_a_day() -> None:
    learn_lead_times(timezone.now())


@transaction.atomic
def learn_lead_times(now: datetime) -> None:
    """Learn the days of every method and country from the parcels that arrived; where
    too few did, the table's days are promised again."""
    methods = Method.objects.in_bulk(field_name="code")
    seen = _seen(methods, since=now - PERIOD)
    learned = [
        _lead_time(methods[code], country, days, now)
        for (code, country), days in sorted(seen.items())
        if days.total() >= ENOUGH_PARCELS
    ]
    kept = {(each.method_id, each.country) for each in learned}
    for stale in LeadTime.objects.all():
        if (stale.method_id, stale.country) not in kept:
            stale.delete()
    for each in learned:
        _write(each)


def _seen(methods: dict[str, Method], *, since: datetime) -> dict[Route, Counter[int]]:
    """Route -> how many parcels took how many working days."""
    seen: dict[Route, Counter[int]] = defaultdict(Counter)
    for code, country, sent_at, delivered_at in _arrivals(since):
        if code in methods:
            days = working_days_between(
                timezone.localdate(sent_at),
                timezone.localdate(delivered_at),
                country,
                works_on_saturday=methods[code].delivers_on_saturday,
            )
            seen[code, country][days] += 1
    return seen


def _arrivals(since: datetime) -> Iterator[tuple[str, str, datetime, datetime]]:
    arrived = Parcel.objects.filter(
        status=Parcel.Status.DELIVERED, sent_at__gte=since, delivered_at__isnull=False
    )
    facts = "order__method_code", "order__country", "sent_at", "delivered_at"
    return arrived.order_by().values_list(*facts).iterator()


def _lead_time(
    method: Method, country: str, seen: Counter[int], now: datetime
) -> LeadTime:
    days_min, days_max = learned_days(
        seen, days_min=method.days_min, days_max=method.days_max
    )
    return LeadTime(
        method=method,
        country=country,
        days_min=days_min,
        days_max=days_max,
        parcels=seen.total(),
        learned_at=now,
    )


def _write(learned: LeadTime) -> None:
    """Row by row, so that pages learn of it, and only where something has changed."""
    row = LeadTime.objects.filter(
        method=learned.method, country=learned.country
    ).first()
    facts = "days_min", "days_max", "parcels"
    if row and all(getattr(row, name) == getattr(learned, name) for name in facts):
        return
    learned.pk = row.pk if row else None
    learned.save()
