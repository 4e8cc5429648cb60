from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from checkout.orders.numbers import ALPHABET
from checkout.payments.providers.bank_transfer.references import (
    creditor_reference,
    in_groups,
)


def test_example_of_the_standard_has_its_check_digits() -> None:
    assert creditor_reference("539007547034") == "RF18539007547034"


def test_dashes_do_not_count() -> None:
    assert creditor_reference("K7M3-9QXT") == creditor_reference("k7m39qxt")


@given(st.text(ALPHABET, min_size=1, max_size=9))
def test_every_order_number_makes_a_valid_reference(number: str) -> None:
    assert iso11649.is_valid(creditor_reference(number))


def test_reference_is_read_in_groups_of_four() -> None:
    assert in_groups("RF18539007547034") == "RF18 5390 0754 7034"
