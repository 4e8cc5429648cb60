"""How often a carrier is asked about a parcel: often where something is due soon."""

from __future__ import annotations

from datetime import timedelta

from checkout.parcels.models import Parcel

_Status = Parcel.Status
_HOUR = timedelta(hours=1)
_BY_STATUS = {
    _Status.SENT: 2 * _HOUR,
    _Status.IN_TRANSIT: 3 * _HOUR,
    _Status.OUT_FOR_DELIVERY: _HOUR / 2,
    _Status.AT_PICKUP: 4 * _HOUR,
    _Status.LOST: 24 * _HOUR,
    _Status.RETURNING: 12 * _HOUR,
}
AT_MOST = timedelta(days=1)
GIVEN_UP_AFTER = timedelta(days=60)
_AFTER_A_FAULT = timedelta(minutes=5)


def pause_after(status: str, *, silent_for: timedelta) -> timedelta | None:
    """None where nothing is to be hoped for: it has ended, or been silent for long.

    With every two days of silence the pause doubles.
    """
    usual = _BY_STATUS.get(Parcel.Status(status))
    if usual is None or silent_for > GIVEN_UP_AFTER:
        return None
    doublings = min(max(silent_for, timedelta(0)) // timedelta(days=2), 8)
    return max(usual, min(usual * (1 << doublings), AT_MOST))


def pause_after_fault(failures: int) -> timedelta:
    """Longer with every failure in a row, a day at most."""
    return min(_AFTER_A_FAULT * (1 << min(max(failures - 1, 0), 10)), AT_MOST)
