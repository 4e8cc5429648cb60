from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import cos, radians

import pytest

from shop.languages.solar_hijri import SolarHijri, solar_hijri

TEHRAN = timedelta(hours=3, minutes=30)
A_CENTURY = range(1960, 2061)

# Meeus, Astronomical Algorithms, table 27.C: amplitude, phase, speed
_PERIODIC = [
    (485, 324.96, 1934.136), (203, 337.23, 32964.467), (199, 342.08, 20.186),
    (182, 27.85, 445267.112), (156, 73.14, 45036.886), (136, 171.52, 22518.443),
    (77, 222.54, 65928.934), (74, 296.72, 3034.906), (70, 243.58, 9037.513),
    (58, 119.81, 33718.147), (52, 297.17, 150.678), (50, 21.02, 2281.226),
    (45, 247.54, 29929.562), (44, 325.15, 31555.956), (29, 60.93, 4443.417),
    (18, 155.12, 67555.328), (17, 288.79, 4562.452), (16, 198.04, 62894.029),
    (14, 199.76, 31436.921), (12, 95.39, 14577.848), (12, 287.11, 31931.756),
    (12, 320.81, 34777.259), (9, 227.73, 1222.114), (8, 15.45, 16859.074),
]  # fmt: skip


def spring_begins(year: int) -> datetime:
    """The moment of the March equinox, exact to about a minute."""
    y = (year - 2000) / 1000
    mean = 2451623.80984 + 365242.37404 * y + 0.05169 * y**2 - 0.00411 * y**3
    t = (mean - 2451545.0) / 36525
    w = radians(35999.373 * t - 2.47)
    wobble = 1 + 0.0334 * cos(w) + 0.0007 * cos(2 * w)
    sway = sum(a * cos(radians(phase + speed * t)) for a, phase, speed in _PERIODIC)
    julian = mean + 0.00001 * sway / wobble
    clock_drift = timedelta(seconds=64)
    return datetime(2000, 1, 1, 12, tzinfo=UTC) + (
        timedelta(days=julian - 2451545.0) - clock_drift
    )


def first_day_by_the_sky(year: int) -> date:
    """Nowruz: the day whose noon in Tehran is the first in spring."""
    moment = spring_begins(year) + TEHRAN
    return moment.date() if moment.hour < 12 else moment.date() + timedelta(days=1)


@pytest.mark.parametrize("year", A_CENTURY)
def test_the_year_begins_with_the_spring(year: int) -> None:
    nowruz = first_day_by_the_sky(year)

    assert solar_hijri(nowruz) == SolarHijri(year - 621, 1, 1)


def test_every_day_of_a_century_follows_the_day_before() -> None:
    day = date(A_CENTURY.start, 1, 1)
    before = solar_hijri(day)
    while day.year < A_CENTURY.stop:
        day += timedelta(days=1)
        now = solar_hijri(day)
        month_ends = before.day >= 29 and now.day == 1
        assert (now[:2] == before[:2] and now.day == before.day + 1) or month_ends
        assert now.day <= (31 if now.month <= 6 else 30)
        before = now


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(1979, 2, 11), (1357, 11, 22)),
        (date(2000, 1, 1), (1378, 10, 11)),
        (date(2021, 3, 20), (1399, 12, 30)),
        (date(2024, 3, 20), (1403, 1, 1)),
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(2026, 11, 24), (1405, 9, 3)),
    ],
)
def test_days_that_are_known(day: date, expected: tuple[int, int, int]) -> None:
    assert solar_hijri(day) == expected
