from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.delivery.calendars import rests
from checkout.delivery.promising import Promise, Terms, promise, recompute

RIGA = ZoneInfo("Europe/Riga")
NEXT_DAY = Terms(cutoff=time(14), handling_days=0, days_min=1, days_max=1)
PARCEL = Terms(cutoff=time(14), handling_days=0, days_min=1, days_max=3)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=RIGA)


def days(found: Promise) -> tuple[str, str]:
    return found.earliest.isoformat(), found.latest.isoformat()


@pytest.mark.parametrize(
    ("ordered_at", "arrives"),
    [
        # 2026-11-24 is a Tuesday
        ("2026-11-24 13:59:59", "2026-11-25"),
        ("2026-11-24 14:00", "2026-11-26"),
        ("2026-11-24 00:00", "2026-11-25"),
        # Friday before and after the cut-off, and the weekend
        ("2026-11-27 13:00", "2026-11-30"),
        ("2026-11-27 15:00", "2026-12-01"),
        ("2026-11-28 10:00", "2026-12-01"),
        ("2026-11-29 23:59", "2026-12-01"),
        # 18 November 2026, a Wednesday, is the day of the Republic of Latvia
        ("2026-11-17 13:00", "2026-11-19"),
        ("2026-11-17 15:00", "2026-11-20"),
        ("2026-11-18 10:00", "2026-11-20"),
        # Midsummer 2026: 22 June is given off, 23 and 24 June are holidays
        ("2026-06-19 13:00", "2026-06-25"),
        ("2026-06-19 15:00", "2026-06-26"),
        # Christmas 2026: 24-26 December, Thursday to Saturday
        ("2026-12-22 13:00", "2026-12-23"),
        ("2026-12-23 13:00", "2026-12-28"),
        ("2026-12-23 15:00", "2026-12-29"),
        # New Year's Eve and Day, 2 January given off, then a weekend
        ("2026-12-30 13:00", "2027-01-04"),
    ],
)
def test_next_day_within_latvia(ordered_at: str, arrives: str) -> None:
    found = promise(at(ordered_at), terms=NEXT_DAY, origin="LV", destination="LV")

    assert days(found) == (arrives, arrives)


@pytest.mark.parametrize(
    ("destination", "ordered_at", "earliest", "latest"),
    [
        # Lithuania works on 18 November, Latvia packs the day before
        ("LT", "2026-11-17 13:00", "2026-11-18", "2026-11-20"),
        # Good Friday and Easter Monday 2026 rest in both, Ascension in Germany only
        ("DE", "2026-04-02 13:00", "2026-04-07", "2026-04-09"),
        ("DE", "2026-05-13 13:00", "2026-05-15", "2026-05-19"),
        # Boxing Day 2026 is a Saturday: Monday 28 December is given off
        ("GB", "2026-12-23 13:00", "2026-12-24", "2026-12-30"),
        # a country rests on its own weekend: Friday in Iran, Friday and Saturday
        # in Saudi Arabia
        ("IR", "2026-11-26 13:00", "2026-11-28", "2026-11-30"),
        ("SA", "2026-11-26 13:00", "2026-11-29", "2026-12-01"),
    ],
)
def test_carrier_days_are_working_days_of_the_destination(
    destination: str, ordered_at: str, earliest: str, latest: str
) -> None:
    found = promise(at(ordered_at), terms=PARCEL, origin="LV", destination=destination)

    assert days(found) == (earliest, latest)


def test_a_carrier_that_delivers_on_saturday_arrives_on_saturday() -> None:
    terms = Terms(time(14), 0, 1, 2, delivers_on_saturday=True)

    found = promise(at("2026-11-27 13:00"), terms=terms, origin="LV", destination="LV")

    assert days(found) == ("2026-11-28", "2026-11-30")


def test_nobody_delivers_on_a_saturday_that_is_a_holiday() -> None:
    terms = Terms(time(14), 0, 1, 1, delivers_on_saturday=True)

    # 26 December 2026 is a Saturday
    found = promise(at("2026-12-23 13:00"), terms=terms, origin="LV", destination="LV")

    assert days(found) == ("2026-12-28", "2026-12-28")


def test_handling_and_lead_time_are_working_days_of_the_origin() -> None:
    terms = Terms(time(14), 1, 1, 1)

    found = promise(
        at("2026-11-13 15:00"),
        terms=terms,
        origin="LV",
        destination="LV",
        lead_time_days=3,
    )

    # begun on Monday 16, Wednesday 18 rests, left on Monday 23
    assert found.inputs["leaves"] == "2026-11-23"
    assert days(found) == ("2026-11-24", "2026-11-24")


def test_nothing_leaves_on_a_closed_day_but_parcels_on_their_way_arrive() -> None:
    found = promise(
        at("2026-11-24 13:00"),
        terms=NEXT_DAY,
        origin="LV",
        destination="LV",
        closed_days={date(2026, 11, 24), date(2026, 11, 26)},
    )

    assert found.inputs["leaves"] == "2026-11-25"
    assert days(found) == ("2026-11-26", "2026-11-26")


def test_what_takes_no_day_arrives_on_the_day_it_leaves() -> None:
    terms = Terms(time(12), 0, 0, 1)

    found = promise(at("2026-11-24 11:00"), terms=terms, origin="LV", destination="LV")

    assert days(found) == ("2026-11-24", "2026-11-25")


@pytest.mark.parametrize(
    ("utc", "arrives"),
    [
        # clocks in Riga go back on 25 October 2026: 14:00 is 11:00 UTC until then
        ("2026-10-22 11:00", "2026-10-26"),
        ("2026-10-22 10:59", "2026-10-23"),
        ("2026-10-26 11:59", "2026-10-27"),
        ("2026-10-26 12:00", "2026-10-28"),
        # and forward on 29 March 2026
        ("2026-03-27 11:59", "2026-03-30"),
        ("2026-03-30 10:59", "2026-03-31"),
        ("2026-03-30 11:00", "2026-04-01"),
        # a Monday in Riga that is still Sunday in UTC
        ("2026-11-22 22:30", "2026-11-24"),
    ],
)
def test_the_cutoff_is_by_the_clock_of_the_shop(utc: str, arrives: str) -> None:
    moment = datetime.fromisoformat(utc).replace(tzinfo=ZoneInfo("UTC"))

    found = promise(
        moment.astimezone(RIGA), terms=NEXT_DAY, origin="LV", destination="LV"
    )

    assert days(found) == (arrives, arrives)


def test_a_country_without_a_known_calendar_has_a_weekend_only() -> None:
    found = promise(at("2026-12-24 13:00"), terms=PARCEL, origin="XX", destination="XX")

    # Thursday: Christmas Day counts, Saturday and Sunday do not
    assert days(found) == ("2026-12-25", "2026-12-29")


terms = st.builds(
    lambda cutoff, handling, shortest, more, saturday: Terms(
        cutoff, handling, shortest, shortest + more, saturday
    ),
    st.times(),
    st.integers(0, 10),
    st.integers(0, 15),
    st.integers(0, 15),
    st.booleans(),
)
moments = st.builds(
    datetime.combine,
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.times(),
    st.just(RIGA),
)
countries = st.sampled_from(["LV", "LT", "DE", "GB", "UA", "AM", "IR", "SA", "XX"])


@given(moments, terms, countries, countries, st.integers(0, 30))
def test_a_promise_can_be_worked_out_again_from_what_it_recorded(
    ordered_at: datetime, terms: Terms, origin: str, destination: str, lead: int
) -> None:
    closed = {ordered_at.date() + timedelta(days=n) for n in (0, 1, 3)}

    found = promise(
        ordered_at,
        terms=terms,
        origin=origin,
        destination=destination,
        closed_days=closed,
        lead_time_days=lead,
    )

    assert recompute(json.loads(json.dumps(found.inputs))) == found


@given(moments, terms, countries, countries)
def test_parcels_arrive_in_order_and_only_on_working_days(
    ordered_at: datetime, terms: Terms, origin: str, destination: str
) -> None:
    found = promise(ordered_at, terms=terms, origin=origin, destination=destination)

    leaves = date.fromisoformat(found.inputs["leaves"])
    assert ordered_at.date() <= leaves <= found.earliest <= found.latest
    assert not rests(origin, leaves)
    for day in (found.earliest, found.latest):
        assert not rests(destination, day, works_on_saturday=terms.delivers_on_saturday)


@given(moments, terms, countries, countries, st.timedeltas(timedelta(), timedelta(9)))
def test_whoever_orders_later_never_gets_it_earlier(
    ordered_at: datetime,
    terms: Terms,
    origin: str,
    destination: str,
    delay: timedelta,
) -> None:
    first = promise(ordered_at, terms=terms, origin=origin, destination=destination)
    later = promise(
        ordered_at + delay, terms=terms, origin=origin, destination=destination
    )

    assert first.earliest <= later.earliest
    assert first.latest <= later.latest


@given(moments, terms, countries, st.integers(0, 20))
def test_carrier_days_are_exactly_the_working_days_after_it_left(
    ordered_at: datetime, terms: Terms, destination: str, lead: int
) -> None:
    found = promise(
        ordered_at,
        terms=terms,
        origin="LV",
        destination=destination,
        lead_time_days=lead,
    )

    leaves = date.fromisoformat(found.inputs["leaves"])
    span = [leaves + timedelta(n) for n in range(1, (found.latest - leaves).days + 1)]
    worked = [
        day
        for day in span
        if not rests(destination, day, works_on_saturday=terms.delivers_on_saturday)
    ]
    # with no days at all it may leave on a holiday of the destination
    assert len(worked) == terms.days_max or (terms.days_max == 0 and len(worked) <= 1)
