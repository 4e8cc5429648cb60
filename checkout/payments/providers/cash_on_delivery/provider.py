from __future__ import annotations

from collections.abc import Mapping

from checkout.orders.models import Order
from checkout.payments.models import Payment, Refund
from checkout.payments.providers.protocol import Begun, Finding, Instructions


class CashOnDelivery:
    """The buyer pays the carrier, who brings the money to us."""

    patience = None
    is_remote = False
    is_paid_on_delivery = True
    script = ""

    def is_ready(self) -> bool:
        return True

    def page_data(self) -> Mapping[str, str]:
        return {}

    def begin(self, payment: Payment, *, return_url: str) -> Begun:
        reference = f"{payment.order.number}-{payment.pk}"
        return Begun(reference, Payment.Status.PENDING)

    def look_up(self, payment: Payment) -> Finding:
        """No parcel is handed over without the money."""
        if payment.order.status != Order.Status.DELIVERED:
            return Finding(Payment.Status(payment.status))
        return Finding(Payment.Status.CAPTURED, captured=payment.amount)

    def refund(self, refund: Refund) -> str:
        return ""

    def cancel(self, payment: Payment) -> None:
        """The carrier is not asked to collect before the parcel is packed."""

    def instructions(self, payment: Payment) -> Instructions | None:
        return None
