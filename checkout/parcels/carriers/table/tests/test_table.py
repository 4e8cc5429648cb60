from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.parcels.carriers.protocol import CarrierFailed
from checkout.parcels.carriers.table.carrier import Table
from checkout.parcels.models import Parcel
from checkout.parcels.rhythm import AT_MOST, pause_after, pause_after_fault
from checkout.parcels.tests.making import make_carrier, make_parcel
from checkout.testing import make_method


@pytest.mark.django_db
def test_it_costs_what_our_table_says_and_gives_no_label() -> None:
    parcel = make_parcel()
    make_method("7.10", code="by-us", carrier_code="table")
    parcel.carrier = make_carrier("table")

    assert [rate.price for rate in Table().rates(parcel)] == [Decimal("7.10")]
    with pytest.raises(CarrierFailed):
        Table().label(parcel)


@given(st.sampled_from(Parcel.TRAVELLING), st.integers(0, 59), st.integers(0, 59))
def test_the_longer_the_silence_the_longer_the_pause(
    status: str, days: int, more: int
) -> None:
    early = pause_after(status, silent_for=timedelta(days=min(days, more)))
    late = pause_after(status, silent_for=timedelta(days=max(days, more)))

    assert early
    assert late
    assert early <= late <= AT_MOST


def test_nobody_is_asked_for_ever() -> None:
    assert pause_after(Parcel.Status.SENT, silent_for=timedelta(days=61)) is None
    assert pause_after(Parcel.Status.DELIVERED, silent_for=timedelta(0)) is None
    assert pause_after_fault(1) < pause_after_fault(2)
    assert pause_after_fault(60_000) == AT_MOST
