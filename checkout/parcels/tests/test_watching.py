from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone as clock
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.testing import make_variant
from checkout.orders.models import Order
from checkout.parcels.expecting import Schedule, expected
from checkout.parcels.models import Carrier, Parcel, ParcelClaim
from checkout.parcels.packing import pack
from checkout.parcels.reckoning import state_after
from checkout.parcels.sending import send
from checkout.parcels.tracking import Sighting, record_sightings
from checkout.parcels.watching import look_after, watch_parcels
from checkout.testing import make_order

Status = Parcel.Status
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
WAY = (Status.SENT, Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY, Status.AT_PICKUP)
ENDS = ((Status.DELIVERED,), (Status.RETURNING, Status.RETURNED), (Status.LOST,))


@pytest.fixture
def parcel(db: None) -> Parcel:
    """One that a carrier that speaks has had since today."""
    order = make_order(make_variant(stock=5), number="L-1")
    order.move_to(Order.Status.CONFIRMED, by="test")
    sent = pack(order, by="marta")
    post = Carrier.objects.create(code="post", name="Post")
    send(sent, carrier=post, tracking_number="LV1", by="marta")
    seen = Sighting("0", Status.SENT, clock.now())
    record_sightings(sent, [seen], by="post")
    return sent


def _told(parcel: Parcel) -> list[str]:
    before = ("placed", "confirmed", "packed", "sent")
    events = parcel.order.events.exclude(kind__in=before).order_by("pk")
    return list(events.values_list("kind", flat=True))


def _see(parcel: Parcel, status: Status, **fields: object) -> None:
    fields = {"at": clock.now(), **fields}
    seen = Sighting(f"{status}-{fields['at']}", status, **fields)  # type: ignore[arg-type]
    record_sightings(parcel, [seen], by="post")


@given(st.sampled_from(ENDS), st.data())
def test_the_end_is_the_same_whatever_comes_when(
    end: tuple[Status, ...], data: st.DataObject
) -> None:
    way = data.draw(st.lists(st.sampled_from(WAY), unique=True)) + list(end)
    seen = [(status, START + timedelta(hours=n)) for n, status in enumerate(way)]
    heard = data.draw(
        st.permutations(seen + data.draw(st.lists(st.sampled_from(seen))))
    )

    assert state_after(heard) == end[-1]


def test_what_is_seen_after_a_loss_is_found() -> None:
    lost, later = (Status.LOST, START), START + timedelta(hours=1)

    assert state_after([(Status.IN_TRANSIT, START), lost]) == Status.LOST
    assert state_after([(Status.IN_TRANSIT, later), lost]) == Status.IN_TRANSIT


@settings(max_examples=60)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001
    st.integers(0, 5),
    st.integers(0, 5),
    st.sampled_from([Status.PACKED, Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY]),
)
def test_nothing_is_expected_in_the_past(
    now: datetime, days_min: int, more: int, status: Status
) -> None:
    schedule = Schedule(days_min, days_min + more, "LV", "DE")
    left_on = None if status == Status.PACKED else now.date() - timedelta(days=9)

    first, last = expected(
        schedule, status=status, left_on=left_on, now=now, is_heard=True
    )

    assert now.date() <= first <= last


@pytest.mark.django_db
def test_each_station_is_told_once(parcel: Parcel, run_jobs: Callable[[], int]) -> None:
    for _again in range(2):
        _see(parcel, Status.OUT_FOR_DELIVERY)
        _see(parcel, Status.AT_PICKUP, place="Narvesen 12")
    run_jobs()

    assert _told(parcel) == ["out_for_delivery", "at_pickup"]
    assert [str(each.subject) for each in mail.outbox][-2:] == [
        "Your order L-1 comes today",
        "Your order L-1 waits at the pick-up point",
    ]
    assert "Narvesen 12" in mail.outbox[-1].body


@pytest.mark.django_db
def test_who_does_not_come_is_reminded_before_it_goes_back(parcel: Parcel) -> None:
    _see(parcel, Status.AT_PICKUP)
    look_after(parcel, now=clock.now() + timedelta(days=4))
    assert _told(parcel) == ["at_pickup"]

    look_after(parcel, now=clock.now() + timedelta(days=5))
    look_after(parcel, now=clock.now() + timedelta(days=6))

    assert _told(parcel) == ["at_pickup", "pickup_reminder"]


@pytest.mark.django_db
def test_a_delay_is_told_before_the_promise_breaks(
    parcel: Parcel, client: Client, run_jobs: Callable[[], int]
) -> None:
    promised = parcel.order.promised_until
    noon = clock.make_aware(datetime.combine(promised, datetime.min.time()))
    look_after(parcel, now=noon + timedelta(hours=8))
    assert _told(parcel) == []

    look_after(parcel, now=noon + timedelta(hours=13))
    look_after(parcel, now=noon + timedelta(hours=14))
    run_jobs()

    parcel.refresh_from_db()
    assert _told(parcel) == ["delayed"]
    assert isinstance(parcel.expected_from, date)
    assert parcel.expected_from > promised
    assert str(mail.outbox[-1].subject) == "Your order L-1 comes later"
    page = client.get(f"/en/orders/{parcel.order.token}/").content.decode()
    assert "it comes later than we promised" in page


@pytest.mark.django_db
def test_a_parcel_that_is_silent_for_long_is_lost_once(
    parcel: Parcel, run_jobs: Callable[[], int]
) -> None:
    later = clock.now() + timedelta(days=40)
    look_after(parcel, now=later)
    look_after(parcel, now=later + timedelta(days=1))
    run_jobs()

    parcel.refresh_from_db()
    assert parcel.status == Status.LOST
    assert _told(parcel) == ["delayed", "parcel_lost"]
    claim = ParcelClaim.objects.get()
    assert (claim.parcel, claim.outcome, claim.opened_at) == (parcel, "open", None)
    assert "seems to be lost" in str(mail.outbox[-1].subject)


@pytest.mark.django_db
def test_a_lost_parcel_that_turns_up_goes_on(
    parcel: Parcel, run_jobs: Callable[[], int]
) -> None:
    _see(parcel, Status.LOST)
    _see(parcel, Status.IN_TRANSIT, at=clock.now() + timedelta(hours=1))
    run_jobs()

    parcel.refresh_from_db()
    assert parcel.status == Status.IN_TRANSIT
    assert _told(parcel) == ["parcel_lost", "parcel_found"]
    assert ParcelClaim.objects.get().outcome == "found"
    assert "is found" in str(mail.outbox[-1].subject)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.RETURNING, Status.RETURNED])
def test_what_turns_back_is_told(
    parcel: Parcel, status: Status, run_jobs: Callable[[], int]
) -> None:
    _see(parcel, status)
    _see(parcel, Status.RETURNED)
    run_jobs()

    assert _told(parcel) == ["returning"]
    assert "comes back to us" in str(mail.outbox[-1].subject)


@pytest.mark.django_db
def test_a_carrier_that_never_speaks_is_not_silent(parcel: Parcel) -> None:
    parcel.events.all().delete()

    look_after(parcel, now=clock.now() + timedelta(days=40))

    assert _told(parcel) == []


@pytest.mark.django_db
def test_parcels_are_looked_after_once_an_hour(parcel: Parcel) -> None:
    watch_parcels()
    parcel.refresh_from_db()
    first = parcel.next_look_at
    watch_parcels()

    parcel.refresh_from_db()
    assert first is not None
    assert parcel.next_look_at == first


@pytest.mark.django_db
def test_an_event_is_shown_on_the_clock_of_its_place(
    parcel: Parcel, client: Client
) -> None:
    away = datetime(2026, 3, 2, 7, 41, tzinfo=timezone(timedelta(hours=8)))
    _see(parcel, Status.IN_TRANSIT, at=away, place="Shenzhen")
    _see(parcel, Status.IN_TRANSIT, at=START, country="LV")

    parcel.order.refresh_from_db()
    page = client.get(f"/en/orders/{parcel.order.token}/").content.decode()
    zones = parcel.events.order_by("at", "pk").values_list("zone", flat=True)
    assert list(zones)[:2] == ["+08:00", "Europe/Riga"]
    assert "07:41" in page or "7:41" in page
