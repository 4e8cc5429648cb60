"""Looking after parcels by the clock: delays, silence, pick-up points."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from checkout.delivery.calendars import working_days_between
from checkout.delivery.models import ClosedDay, Method
from checkout.orders.models import Order, OrderEvent
from checkout.parcels.expecting import expected, schedule_of
from checkout.parcels.models import Parcel
from checkout.parcels.telling import tell
from checkout.parcels.tracking import Sighting, record_sightings
from shop.jobs.registry import reader

BY = "schedule"
PAUSE = timedelta(hours=1)
REMIND_BEFORE = timedelta(days=2)
# more days are not counted
LONGEST_SILENCE = timedelta(days=60)
Status = Parcel.Status
_ON_TIME = (Status.PACKED, Status.SENT, Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY)
_WATCHED = (*_ON_TIME, Status.AT_PICKUP)


@reader
def watch_parcels() -> None:
    """Look after the parcels whose time has come, each by one worker."""
    now = timezone.now()
    under_way = Parcel.objects.filter(status__in=_WATCHED)
    due = under_way.exclude(next_look_at__gt=now).order_by("next_look_at", "pk")
    for parcel in due.select_related("order", "carrier")[:200]:
        claim = under_way.filter(pk=parcel.pk, next_look_at=parcel.next_look_at)
        if claim.update(next_look_at=now + PAUSE):
            look_after(parcel, now=now)


@transaction.atomic
def look_after(parcel: Parcel, *, now: datetime) -> None:
    """Tell what the calendar says of one parcel, as it is by now."""
    order = Order.objects.select_for_update(no_key=True).get(pk=parcel.order_id)
    parcel.refresh_from_db(fields=["status", "kept_until", "next_poll_at"])
    parcel.order = order
    if parcel.status in _ON_TIME:
        _foresee(parcel, timezone.localtime(now))
    if parcel.status == Status.AT_PICKUP:
        _remind(parcel, timezone.localdate(now))
    if parcel.status in _WATCHED and _is_silent(parcel, timezone.localdate(now)):
        text = gettext_noop("The carrier has not told us anything for days")
        key = f"silence-{timezone.localdate(now)}"
        record_sightings(parcel, [Sighting(key, Status.LOST, now, text)], by=BY)


def _foresee(parcel: Parcel, now: datetime) -> None:
    """A delay is told before the promise breaks; the new days are kept."""
    order = parcel.order
    schedule = schedule_of(
        order,
        works_on_saturday=Method.objects.filter(
            code=order.method_code, delivers_on_saturday=True
        ).exists(),
        closed_days=frozenset(ClosedDay.objects.values_list("day", flat=True)),
    )
    if schedule is None:
        return
    first, last = expected(
        schedule,
        status=parcel.status,
        left_on=timezone.localdate(parcel.sent_at) if parcel.sent_at else None,
        now=now,
        is_heard=_is_heard(parcel),
    )
    known = parcel.expected_until or order.promised_until
    if first <= known:
        return
    days = {"expected_from": first, "expected_until": last}
    Parcel.objects.filter(pk=parcel.pk).update(**days)
    parcel.expected_from, parcel.expected_until = first, last
    told = {name: day.isoformat() for name, day in days.items()}
    tell(parcel, OrderEvent.Kind.DELAYED, by=BY, **told)


def _remind(parcel: Parcel, today: date) -> None:
    until = parcel.kept_until
    if until and until - REMIND_BEFORE <= today <= until:
        tell(parcel, OrderEvent.Kind.PICKUP_REMINDER, by=BY)


def _is_silent(parcel: Parcel, today: date) -> bool:
    """Whether a carrier that speaks has said nothing for too long."""
    days = parcel.carrier.silent_days if parcel.carrier else 0
    if not days or not parcel.sent_at or not _is_heard(parcel):
        return False
    moments = parcel.events.values_list("at", flat=True)
    since = timezone.localdate(max([parcel.sent_at, *moments]))
    since = max(since, parcel.order.promised_until)
    if parcel.status == Status.AT_PICKUP and parcel.kept_until:
        since = max(since, parcel.kept_until)
    until = min(today, since + LONGEST_SILENCE)
    return working_days_between(since, until, parcel.order.country) > days


def _is_heard(parcel: Parcel) -> bool:
    return parcel.next_poll_at is not None or parcel.events.exists()
