from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from checkout.parcels.carriers.loopback.journeys import Fate, fate_of, journey, seed_for
from checkout.parcels.carriers.loopback.letters import Letter, letters_about
from checkout.parcels.labelling import fetch_label
from checkout.parcels.models import CarrierEvent, Parcel
from checkout.parcels.numbers.recognising import recognise
from checkout.parcels.polling import poll_carriers
from checkout.parcels.tests.making import make_carrier, make_parcel, make_sent_parcel

pytestmark = pytest.mark.django_db
Status = Parcel.Status
ENDS = {
    Fate.PLAIN: Status.DELIVERED,
    Fate.DELAYED: Status.DELIVERED,
    Fate.MISSED: Status.DELIVERED,
    Fate.PICKUP: Status.DELIVERED,
    Fate.RETURNED: Status.RETURNED,
    Fate.LOST: Status.IN_TRANSIT,
}


def _post(letter: Letter, **headers: str) -> int:
    response = Client().post(
        "/hooks/carriers/loopback/",
        letter.body,
        content_type="application/json",
        headers={**letter.headers, **headers},
    )
    return response.status_code


def test_the_plain_way_takes_three_minutes() -> None:
    assert fate_of(0) == Fate.PLAIN
    assert journey(0)[-1].after == timedelta(minutes=3)


@pytest.mark.parametrize("fate", list(Fate))
def test_every_fate_ends_where_it_should_whoever_tells(
    fate: Fate, run_jobs: Callable[[], int]
) -> None:
    seed = seed_for(fate)
    asked = make_sent_parcel(seed=seed)
    told = make_sent_parcel(seed=seed)
    long_ago = timezone.now() - timedelta(hours=1)
    Parcel.objects.update(sent_at=long_ago, next_poll_at=None)
    Parcel.objects.filter(pk=asked.pk).update(next_poll_at=long_ago)
    told.refresh_from_db()

    poll_carriers()
    for letter in letters_about(told):
        assert _post(letter) == 200
    run_jobs()

    asked.refresh_from_db()
    told.refresh_from_db()
    assert asked.status == told.status == ENDS[fate]
    assert asked.events.count() == told.events.count() == len(journey(seed))


def test_some_letters_come_twice_and_out_of_order() -> None:
    parcel = make_sent_parcel()
    seeds = range(1, 60)
    told = []
    for parcel.seed in seeds:
        letters = letters_about(parcel)
        assert letters == letters_about(parcel)
        told.append([letter.body for letter in letters])

    assert any(len(bodies) > len(set(bodies)) for bodies in told)
    assert any(bodies != sorted(bodies) for bodies in told)


def test_a_forged_letter_is_refused() -> None:
    letter = letters_about(make_sent_parcel())[0]

    assert _post(letter, **{"X-Loopback-Signature": "0" * 64}) == 400
    assert not CarrierEvent.objects.exists()


def test_who_tells_nothing_has_no_webhook() -> None:
    assert Client().post("/hooks/carriers/table/").status_code == 404
    assert Client().post("/hooks/carriers/nobody/").status_code == 404


def test_its_numbers_are_valid() -> None:
    parcel = make_parcel()
    fetch_label(parcel, carrier=make_carrier())

    assert recognise(parcel.tracking_number)[0].carrier == "s10"
