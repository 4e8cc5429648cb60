from __future__ import annotations

import re
from unittest.mock import patch

import pytest

from checkout.orders.numbers import as_number, new_number
from checkout.testing import make_order

pytestmark = pytest.mark.django_db


def test_number_is_short_and_has_no_letters_that_look_alike() -> None:
    assert re.fullmatch(
        r"[2-9BCDFGHJKMNPQRTVWXZ]{4}-[2-9BCDFGHJKMNPQRTVWXZ]{4}", new_number()
    )


def test_number_of_another_order_is_not_given_twice() -> None:
    order = make_order()
    letters = [*order.number.replace("-", ""), *"22223333"]

    with patch("secrets.choice", side_effect=letters):
        assert new_number() == "2222-3333"


@pytest.mark.parametrize("typed", ["K7M3-9QXT", "k7m39qxt", " K7M3 9QXT ", "#K7M39QXT"])
def test_number_is_understood_however_it_is_typed(typed: str) -> None:
    assert as_number(typed) == "K7M3-9QXT"


@pytest.mark.parametrize("typed", ["", "K7M3", "K7M3-9QXT-1", "سفارش", "\x00" * 8])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert as_number(typed) == ""
