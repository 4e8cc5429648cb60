"""What is still owed for an order, apart from what went back."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from checkout.orders.models import Order
from checkout.payments.models import LedgerEntry, Payment
from shop.money.amounts import ZERO


def due_for(order: Order) -> Decimal:
    """What the order costs without what was given up before it was charged."""
    # SQLite adds decimals up as floats
    waived = order.payments.exclude(waived=0).values_list("waived", flat=True)
    return order.total - sum(waived, ZERO)


def secured_for(order: Order) -> Decimal:
    """What providers hold ready for us and have not been asked for yet."""
    is_held = Q(secured_until=None) | Q(secured_until__gt=timezone.now())
    secured = order.payments.filter(is_held, status=Payment.Status.AUTHORISED)
    return sum((payment.due for payment in secured), ZERO)


def still_owed(order: Order) -> Decimal:
    """What has neither come in nor been secured, whatever was given back later."""
    captured = LedgerEntry.objects.filter(
        payment__order=order, kind=LedgerEntry.Kind.CAPTURED
    ).values_list("amount", flat=True)
    return due_for(order) - sum(captured, ZERO) - secured_for(order)


def has_lost_its_payment(order: Order) -> bool:
    """Whether money that was secured for a living order never came."""
    if order.status in {Order.Status.PLACED, Order.Status.CANCELLED}:
        return False
    lost = order.payments.filter(
        captures_later=True,
        status__in=[Payment.Status.FAILED, Payment.Status.CANCELLED],
        secured_until__isnull=False,
    )
    return lost.exists() and still_owed(order) > 0


def awaits_payment(order: Order) -> bool:
    """Whether the buyer can, and has to, pay now."""
    return order.status == Order.Status.PLACED or has_lost_its_payment(order)


def is_under_way(order: Order) -> bool:
    """Whether a bank is carrying out a payment: to pay again would be to pay twice."""
    return order.payments.filter(
        status=Payment.Status.PENDING, is_processing=True
    ).exists()
