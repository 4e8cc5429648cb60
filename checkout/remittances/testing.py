"""Lists as a carrier would write them."""

from __future__ import annotations

from decimal import Decimal


def make_list(*rows: tuple[str, Decimal | str | int], day: str = "2026-11-20") -> bytes:
    """A carrier's list of parcels and amounts."""
    lines = [f"{number};{amount};{day}" for number, amount in rows]
    return "\n".join(["Parcel number;COD amount;Date", *lines]).encode()
