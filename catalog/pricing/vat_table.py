"""The dated VAT rates that a new shop begins with, read from a file of facts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "vat_rates.toml"


@dataclass(frozen=True, slots=True)
class VatRow:
    """One country's rate for one class, from a day until before another."""

    country: str
    vat_class: str
    rate: Decimal
    valid_from: date
    valid_until: date | None
    source: str

    def applies_on(self, day: date) -> bool:
        return self.valid_from <= day and (
            self.valid_until is None or day < self.valid_until
        )


def read_vat_table() -> list[VatRow]:
    with _FILE.open("rb") as file:
        return [_row(entry) for entry in tomllib.load(file)["rate"]]


def _row(entry: dict[str, Any]) -> VatRow:
    return VatRow(
        country=entry["country"],
        vat_class=entry["class"],
        rate=Decimal(entry["rate"]),
        valid_from=entry["valid_from"],
        valid_until=entry.get("valid_until"),
        source=entry["source"],
    )
