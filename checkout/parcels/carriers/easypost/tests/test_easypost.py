from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

import easypost
import pytest
import requests
from django.test import Client
from django.utils import timezone

from checkout.parcels.carriers.easypost import client
from checkout.parcels.carriers.easypost.carrier import EasyPost
from checkout.parcels.carriers.easypost.standin.server import Standin, signed
from checkout.parcels.carriers.protocol import CarrierFailed
from checkout.parcels.carriers.registry import ready_interfaces
from checkout.parcels.labelling import fetch_label, give_label_back
from checkout.parcels.models import CarrierEvent, Parcel
from checkout.parcels.polling import poll_carriers
from checkout.parcels.tests.making import make_carrier, make_parcel, make_sent_parcel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import Settings

pytestmark = pytest.mark.django_db
SECRET = "s3cret"


@pytest.fixture
def standin(settings: Settings) -> Iterator[Standin]:
    settings.EASYPOST_API_KEY, settings.EASYPOST_WEBHOOK_SECRET = "EZTK", SECRET
    server, library = Standin(), easypost.EasyPostClient("EZTK", timeout=1)
    library._requests_session.mount("https://api.easypost.com/v2", server)
    with patch.object(client, "_client", lambda key: library):
        yield server


def _detail(status: str, hours_ago: int) -> dict[str, object]:
    at = timezone.now() - timedelta(hours=hours_ago)
    place = {"city": "Berlin", "country": "DE"}
    return {
        "status": status,
        "message": status.title(),
        "datetime": at.isoformat(timespec="seconds"),
        "tracking_location": place,
    }


def _post(body: bytes, headers: dict[str, str]) -> int:
    return (
        Client()
        .post(
            "/hooks/carriers/easypost/",
            body,
            content_type="application/json",
            headers=headers,
        )
        .status_code
    )


def test_without_a_key_it_is_not_offered() -> None:
    assert ready_interfaces() == ["table", "loopback"]
    assert _post(b"{}", {}) == 404


def test_the_cheapest_label_is_bought_once(standin: Standin) -> None:
    parcel, carrier = make_parcel(), make_carrier("easypost")
    fetch_label(parcel, carrier=carrier)
    again = Parcel.objects.select_related("order").get(pk=parcel.pk)

    assert EasyPost().label(again).number == parcel.tracking_number
    assert parcel.label_url.endswith(".pdf")
    assert sum("/buy" in call for call in standin.calls) == 1
    assert standin.calls.count("POST shipments") == 1
    assert EasyPost().rates(parcel)[0].name == "USPS First"


def test_an_unused_label_is_given_back(standin: Standin) -> None:
    parcel = make_parcel()
    fetch_label(parcel, carrier=make_carrier("easypost"))

    give_label_back(parcel)

    parcel.refresh_from_db()
    assert (parcel.tracking_number, parcel.carrier_reference) == ("", "")
    assert standin.shipments["shp_1"]["refund_status"] == "submitted"


@pytest.mark.parametrize(
    ("fault", "sentence", "retry"),
    [
        (requests.exceptions.ReadTimeout(), client.SILENT, True),
        (requests.exceptions.ConnectionError(), client.BROKEN, True),
        (503, client.BROKEN, True),
        (401, client.KEY_REFUSED, True),
        (422, "The street is unknown.", False),
    ],
)
def test_what_goes_wrong_stays_on_the_parcel(
    standin: Standin, fault: Exception | int, sentence: str, *, retry: bool
) -> None:
    parcel = make_parcel()
    standin.faults = [fault]

    with pytest.raises(CarrierFailed) as raised:
        fetch_label(parcel, carrier=make_carrier("easypost"))

    parcel.refresh_from_db()
    assert (parcel.last_error, raised.value.retry) == (sentence, retry)
    assert parcel.tracking_number == ""

    fetch_label(parcel, carrier=make_carrier("easypost"))
    parcel.refresh_from_db()
    assert parcel.tracking_number
    assert parcel.last_error == ""


def test_a_silent_carrier_is_asked_again_later_each_time(standin: Standin) -> None:
    parcel = make_sent_parcel("easypost")
    pauses = []
    for _ in range(3):
        standin.faults = [requests.exceptions.ReadTimeout()]
        Parcel.objects.update(next_poll_at=timezone.now())
        poll_carriers()
        parcel.refresh_from_db()
        assert parcel.next_poll_at
        pauses.append(parcel.next_poll_at - timezone.now())

    assert parcel.shown_error == client.SILENT
    assert pauses == sorted(pauses)
    assert pauses[0] < timedelta(minutes=6) < timedelta(minutes=18) < pauses[2]

    standin.details = [_detail("out_for_delivery", 1), _detail("in_transit", 5)]
    Parcel.objects.update(next_poll_at=timezone.now())
    poll_carriers()
    parcel.refresh_from_db()
    assert parcel.status == Parcel.Status.OUT_FOR_DELIVERY
    assert (parcel.last_error, parcel.failures) == ("", 0)
    assert parcel.next_poll_at
    assert parcel.next_poll_at - timezone.now() < timedelta(minutes=31)


def test_news_is_believed_when_signed_and_stored_once(
    standin: Standin, run_jobs: Callable[[], int]
) -> None:
    parcel = make_sent_parcel("easypost", number="9400X")
    standin.details = [_detail("return_to_sender", 5), _detail("delivered", 1)]
    told = {
        "id": "evt_1",
        "description": "tracker.updated",
        "result": standin.tracker("9400X"),
    }
    body = json.dumps(told).encode()

    assert _post(body, {}) == 400
    assert _post(body, signed(body, "another")) == 400
    assert not CarrierEvent.objects.exists()
    assert _post(body, signed(body, SECRET)) == 200
    assert _post(body, signed(body, SECRET)) == 200
    run_jobs()

    parcel.refresh_from_db()
    assert parcel.status == Parcel.Status.RETURNED
    assert CarrierEvent.objects.get().settled_at
    assert parcel.events.count() == 2
