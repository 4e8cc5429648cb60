from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.parcels.numbers.recognising import formats, mistyped, recognise
from checkout.parcels.numbers.s10 import s10_number

PUBLISHED = Path(__file__).parents[5] / "shared/data/tracking-numbers/couriers"


def _published() -> list[tuple[str, str, list[str], list[str]]]:
    if not PUBLISHED.is_dir():
        reason = f"the published numbers are not at {PUBLISHED}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return [
        (courier["courier_code"], each["name"], *each["test_numbers"].values())
        for path in sorted(PUBLISHED.glob("*.json"))
        for courier in [json.loads(path.read_text())]
        for each in courier["tracking_numbers"]
    ]


def test_every_published_number_is_recognised_and_every_wrong_one_refused() -> None:
    by_name = {(each.carrier, each.name): each for each in formats()}
    counted = [0, 0]

    for carrier, name, valid, invalid in _published():
        ours = by_name[carrier, name]
        for number in valid:
            assert ours.fits(number), (name, number)
            assert carrier in [guess.carrier for guess in recognise(number)], number
        for number in invalid:
            assert not ours.fits(number), (name, number)
        counted[0] += len(valid)
        counted[1] += len(invalid)

    assert counted == [192, 88]


@pytest.mark.parametrize(
    ("number", "carrier"),
    [
        ("1Z5R89390357567127", "ups"),
        ("RB123456785LV", "s10"),
        ("JJD0099999999", "dhl"),
        ("YT2229521272164446", "yunexpress"),
    ],
)
def test_the_surest_guess_comes_first(number: str, carrier: str) -> None:
    assert recognise(number)[0].carrier == carrier


def test_a_wrong_check_digit_is_told_from_a_form_that_nobody_has() -> None:
    assert mistyped("RB123456786LV") == "S10"
    assert mistyped("RB123456785LV") == ""
    assert mistyped("hello") == ""


@given(st.integers(0, 10**8 - 1), st.integers(1, 9))
def test_a_wrong_check_digit_of_a_number_of_the_posts_is_noticed(
    serial: int, off: int
) -> None:
    number = s10_number("CL", serial, country="LV")
    wrong = f"{number[:10]}{(int(number[10]) + off) % 10}LV"

    assert recognise(number)[0].carrier == "s10"
    assert "s10" not in [guess.carrier for guess in recognise(wrong)]
    assert mistyped(wrong) == "S10"
