from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class SeenTotal:
    """The total the buyer saw beside the button."""

    amount: Decimal
    currency: str

    @classmethod
    def read(cls, text: str) -> SeenTotal:
        """From "EUR 49.30"; what cannot be read was not seen."""
        currency, _, digits = text.partition(" ")
        try:
            amount = Decimal(digits)
        except InvalidOperation:
            return NOTHING_SEEN
        return cls(amount, currency) if amount.is_finite() else NOTHING_SEEN


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

    @property
    def country(self) -> str:
        return self.shipping_address["country"]

    @property
    def postcode(self) -> str:
        return self.shipping_address["postcode"]
