from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from checkout.orders.amounts import change_fee, quote_of
from checkout.orders.models import Order
from checkout.payments.choosing import Payer, ways_to_pay
from checkout.payments.models import Payment, PaymentMethod
from checkout.payments.owing import awaits_payment, is_under_way, still_owed
from checkout.payments.providers.registry import provider_called
from checkout.payments.starting import start_payment
from checkout.payments.stopping import stop_payments
from checkout.totals.quote import with_fee


class NotAwaited(Exception):
    """The order does not wait for a payment, or not for one of this kind."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way of paying an order that has been placed, and what it then costs."""

    method: PaymentMethod
    fee: Decimal
    total: Decimal
    to_pay: Decimal


def ways_for(order: Order) -> list[Way]:
    """How an unpaid order can be paid, with what each way makes of its total."""
    if not awaits_payment(order) or is_under_way(order):
        return []
    paid = order.total - still_owed(order)
    methods = ways_to_pay(
        country=order.country,
        currency=order.currency,
        total=order.total - order.fee - paid,
        payer=Payer(
            order.user_id, is_business=bool(order.vat_number), email=order.email
        ),
    )
    if order.is_reverse_charge:
        # an order without VAT no longer knows what a fee would be without it
        methods = [method for method in methods if not method.fee]
    if order.status != Order.Status.PLACED:
        # confirmed already, or even sent: its sums stand, and nobody comes to the door
        methods = [method for method in methods if _changes_nothing(method)]
    quote = quote_of(order)
    totals = [(method, with_fee(quote, method.fee).total) for method in methods]
    return [Way(method, method.fee, total, total - paid) for method, total in totals]


@transaction.atomic
def switch_payment(order: Order, *, method_code: str, now: datetime) -> Payment:
    """Pay an unpaid order in another way; the payment in progress is stopped.

    Raises NotAwaited. The provider is called after the commit, by `begin_payment`.
    """
    locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    way = next((w for w in ways_for(locked) if w.method.code == method_code), None)
    if way is None:
        raise NotAwaited

    stop_payments(locked)
    change_fee(locked, fee=way.fee)
    Order.objects.filter(pk=locked.pk).update(payment_method=method_code)
    return start_payment(locked, way.method, amount=still_owed(locked), now=now)


def _changes_nothing(method: PaymentMethod) -> bool:
    return not method.fee and not provider_called(method.provider).is_paid_on_delivery
