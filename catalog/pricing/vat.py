"""Which VAT rate goods bear in a country on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog.pricing.models import VatRate
from shop.kept.generation import kept
from shop.money.amounts import ZERO

STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Rate:
    vat_class_id: int
    is_standard: bool
    rate: Decimal
    valid_from: date
    valid_until: date | None

    def applies_on(self, day: date) -> bool:
        return self.valid_from <= day and (
            self.valid_until is None or day < self.valid_until
        )


def vat_rate(country: str, vat_class_id: int, on: date) -> Decimal:
    """In percent. A class that the country does not know bears its standard rate;
    a country without any rate bears none."""
    rates = [rate for rate in _rates(country) if rate.applies_on(on)]
    own = [rate.rate for rate in rates if rate.vat_class_id == vat_class_id]
    standard = [rate.rate for rate in rates if rate.is_standard]
    return next(iter(own or standard), ZERO)


def _rates(country: str) -> list[Rate]:
    """The country's rates, the latest first."""
    return kept(f"vat:{country}", lambda: _read(country))


def _read(country: str) -> list[Rate]:
    rows = VatRate.objects.filter(country=country).order_by("-valid_from", "-pk")
    return [
        Rate(
            vat_class_id=row.vat_class_id,
            is_standard=row.vat_class.code == STANDARD,
            rate=row.rate,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        for row in rows.select_related("vat_class")
    ]
