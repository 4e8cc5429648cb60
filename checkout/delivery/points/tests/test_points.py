"""Points come from files of carriers, and are found by words and nearness."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from checkout.delivery.points.feeds import Feed, UnreadableFeed, read_feed
from checkout.delivery.points.models import PickupPoint
from checkout.delivery.points.spots import nearest, spot_of, spots
from checkout.delivery.points.taking_in import Taken, take_in

pytestmark = pytest.mark.django_db

HEADER = "id,name,street,city,region,postcode,country,latitude,longitude,hours"
RIGA = "1,Centre,Elizabetes iela 45,Rīga,,LV-1010,LV,56.95,24.11,24/7"
CESIS = "2,Square,Raunas iela 17,Cēsis,,LV-4101,LV,57.31,25.27,24/7"
TALLINN = "3,Viru,Viru väljak 4,Tallinn,,10111,EE,59.43,24.75,24/7"


def table(*rows: str) -> Feed:
    return read_feed("\n".join((HEADER, *rows)).encode())


def taken(feed: Feed) -> tuple[int, int, int, int]:
    done: Taken = take_in(feed, carrier_code="omniva", now=timezone.now())
    return done.new, done.changed, done.retired, done.same


def omniva(**changes: Any) -> dict[str, Any]:
    return {
        "ZIP": "9101",
        "NAME": "Rīgas Origo pakomāts",
        "TYPE": "0",
        "A0_NAME": "LV",
        "A1_NAME": "Rīga",
        "A2_NAME": "Rīga",
        "A3_NAME": "NULL",
        "A5_NAME": "Stacijas laukums",
        "A7_NAME": "2",
        "X_COORDINATE": "24.120000",
        "Y_COORDINATE": "56.946000",
        "SERVICE_HOURS": "",
        **changes,
    }


@pytest.mark.parametrize("shape", ["json", "csv"])
def test_files_in_the_shape_of_omniva_are_read(shape: str) -> None:
    row = omniva()
    text = (
        json.dumps([row])
        if shape == "json"
        else f"{';'.join(row)}\n{';'.join(row.values())}"
    )

    [point] = read_feed(text.encode("utf-8-sig")).points

    assert (point.external_id, point.city, point.country) == ("9101", "Rīga", "LV")
    assert point.street == "Stacijas laukums 2"
    assert (str(point.latitude), str(point.longitude)) == ("56.946000", "24.120000")


def test_a_second_file_changes_only_what_has_changed() -> None:
    assert taken(table(RIGA, CESIS, TALLINN)) == (3, 0, 0, 0)
    assert taken(table(RIGA, CESIS, TALLINN)) == (0, 0, 0, 3)

    moved = CESIS.replace("Raunas iela 17", "Raunas iela 18")
    assert taken(table(RIGA, moved, TALLINN)) == (0, 1, 0, 2)

    assert PickupPoint.objects.get(external_id="2").street == "Raunas iela 18"


def test_what_is_gone_is_closed_and_opens_again_when_it_comes_back() -> None:
    taken(table(RIGA, CESIS, TALLINN))

    # a file about Latvia says nothing of Estonia
    assert taken(table(RIGA)) == (0, 0, 1, 1)
    assert [spot.city for spot in spots("omniva", "LV")] == ["Rīga"]
    assert [spot.city for spot in spots("omniva", "EE")] == ["Tallinn"]

    assert taken(table(RIGA, CESIS)) == (0, 1, 0, 1)
    assert len(spots("omniva", "LV")) == 2


def test_points_that_staff_closed_stay_closed() -> None:
    taken(table(RIGA))
    PickupPoint.objects.update(is_active=False)

    taken(table(RIGA.replace("45", "46")))

    assert spots("omniva", "LV") == ()


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"{", b"{}", b"[]", b"[1, null]", b"[" * 9000, b"a,b\n1,2"],
)
def test_files_without_points_close_none(content: bytes) -> None:
    with pytest.raises(UnreadableFeed):
        read_feed(content)


def test_rows_that_say_too_little_are_counted() -> None:
    feed = read_feed(
        json.dumps(
            [omniva(), omniva(A0_NAME="XX"), omniva(NAME=""), omniva(NAME="x" * 151), 7]
        ).encode()
    )

    assert (len(feed.points), feed.faulty) == (1, 4)


def test_odd_coordinates_are_left_out() -> None:
    feed = read_feed(json.dumps([omniva(Y_COORDINATE="91")]).encode())

    assert feed.points[0].latitude is None
    assert feed.points[0].longitude is None


@given(st.binary(max_size=200))
def test_no_file_is_too_odd(content: bytes) -> None:
    with suppress(UnreadableFeed):
        assert read_feed(content).points


def test_the_command_says_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "points.csv"
    file.write_text("\n".join((HEADER, RIGA)))

    call_command("import_pickup_points", "omniva", str(file))

    assert "New: 1." in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("import_pickup_points", "omniva", str(tmp_path / "none.csv"))


def test_words_are_found_without_accents_and_in_any_order() -> None:
    taken(table(RIGA, CESIS))
    among = spots("omniva", "LV")

    assert [each.city for each in nearest(among, text="cesis raunas")] == ["Cēsis"]
    assert [each.city for each in nearest(among, text="۱۰۱۰")] == ["Rīga"]
    assert nearest(among, text="Tallinn") == []


@pytest.mark.parametrize(
    ("postcode", "city", "first"),
    [
        ("LV-4101", "", "Cēsis"),
        ("LV-4105", "", "Cēsis"),
        ("1010", "", "Rīga"),
        ("", "cesis", "Cēsis"),
    ],
)
def test_the_nearest_to_the_buyer_come_first(
    postcode: str, city: str, first: str
) -> None:
    taken(table(RIGA, CESIS))

    found = nearest(spots("omniva", "LV"), postcode=postcode, city=city)

    assert found[0].city == first


def test_a_point_leads_to_its_place_on_the_map() -> None:
    taken(table(RIGA))

    spot = spot_of(PickupPoint.objects.get())

    assert spot.map_url == (
        "https://www.openstreetmap.org/?mlat=56.950000&mlon=24.110000"
        "#map=17/56.950000/24.110000"
    )


def test_points_are_asked_for_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    taken(table(RIGA))
    spots("omniva", "LV")

    with django_assert_num_queries(0):
        assert spots("omniva", "LV")
