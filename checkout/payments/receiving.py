"""Money that people see arrive: transfers in the bank, cash from the carrier."""

from __future__ import annotations

from decimal import Decimal

from checkout.orders.models import Order
from checkout.payments.models import Payment
from checkout.payments.providers.protocol import Finding
from checkout.payments.providers.registry import PROVIDERS, provider_called
from checkout.payments.settling import settle
from shop.jobs.registry import reader


def mark_received(
    payment: Payment, *, by: str, amount: Decimal, movement: str = ""
) -> None:
    """Book what staff saw arrive; a second click books nothing. Two transfers of one
    amount are told apart by `movement`, the bank's id."""
    finding = Finding(Payment.Status.CAPTURED, captured=amount, movement=movement)
    settle(payment, finding, by=by)


@reader
def collect_from_carriers() -> None:
    """Book what carriers have collected with the parcels they delivered."""
    paid_at_the_door = [
        code for code in PROVIDERS if provider_called(code).is_paid_on_delivery
    ]
    delivered = Payment.objects.filter(
        provider__in=paid_at_the_door,
        status__in=Payment.IN_PROGRESS,
        order__status=Order.Status.DELIVERED,
    )
    for payment in delivered.select_related("order").order_by("pk"):
        finding = provider_called(payment.provider).look_up(payment)
        settle(payment, finding, by=payment.provider)
