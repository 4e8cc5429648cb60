"""Where a parcel is, by all that was seen of it: the same in whatever order it came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from checkout.parcels.models import Parcel

Status = Parcel.Status
RANK = {status: rank for rank, status in enumerate(Status.values)}


def state_after(seen: Iterable[tuple[str, datetime]]) -> str | None:
    """The furthest station. A loss counts until something is seen after it."""
    known = list(seen)
    counted = [
        status
        for status, at in known
        if status != Status.LOST or not _is_refuted(at, known)
    ]
    return max(counted, key=RANK.__getitem__, default=None)


def follows(new: str, old: str) -> bool:
    """Whether `old` may become `new`: onwards, or found again."""
    return RANK[new] > RANK[old] or (old == Status.LOST and new != old)


def _is_refuted(lost_at: datetime, seen: Sequence[tuple[str, datetime]]) -> bool:
    return any(status != Status.LOST and at > lost_at for status, at in seen)
