from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class SeenTotal:
    """The total the buyer saw beside the button, and what of it was left to pay
    beside gift cards and store credit (None: all of it)."""

    amount: Decimal
    currency: str
    to_pay: Decimal | None = None

    @classmethod
    def read(cls, text: str) -> SeenTotal:
        """From "EUR 49.30", or "EUR 49.30 29.30" where credit pays 20.00 of it; what
        cannot be read was not seen."""
        currency, _, digits = text.partition(" ")
        try:
            amounts = [Decimal(word) for word in digits.split(" ")[:2]]
        except InvalidOperation:
            return NOTHING_SEEN
        if not all(amount.is_finite() for amount in amounts):
            return NOTHING_SEEN
        return cls(amounts[0], currency, amounts[-1])


NOTHING_SEEN = SeenTotal(Decimal(0), "")


@dataclass(frozen=True, slots=True)
class CheckoutDetails:
    """What a buyer told us, checked. Addresses have the keys of `Order`."""

    email: str
    phone: str
    language: str
    shipping_address: dict[str, str]
    billing_address: dict[str, str]
    vat_number: str
    note: str
    method_code: str
    payment_code: str
    total_seen: SeenTotal
    point: str = ""
    day: date | None = None
    instructions: str = ""
    # whether the way of paying is to be kept for next time
    keeps: bool = False
    # until when the buyer may take it back by one click
    undo_until: datetime | None = None

    @property
    def country(self) -> str:
        return self.shipping_address["country"]

    @property
    def postcode(self) -> str:
        return self.shipping_address["postcode"]

    @property
    def region(self) -> str:
        return self.shipping_address.get("region", "")
