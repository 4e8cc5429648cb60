"""What waits for those who pack, send and book."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from checkout.orders.models import Order
from checkout.payments.models import Payment, Refund
from checkout.staff.money_deeds import refunds_to_send
from checkout.staff.order_lists import late
from shop.staff.desk import Pile, add_piles


def transfers_awaited() -> int:
    waiting = Payment.objects.filter(
        provider="bank_transfer", status__in=Payment.IN_PROGRESS
    )
    return waiting.filter(order__status=Order.Status.PLACED).count()


def refunds_waiting() -> int:
    return Refund.objects.filter(refunds_to_send()).count()


add_piles(
    Pile(
        name="to_pack",
        title=_("Orders to pack"),
        permission="checkout.view_order",
        page="checkout_order",
        count=lambda: Order.objects.to_pack().count(),
        query=f"?status__exact={Order.Status.CONFIRMED}",
        icon="inventory_2",
    ),
    Pile(
        name="to_send",
        title=_("Packed, to be sent"),
        permission="checkout.view_order",
        page="checkout_order",
        count=lambda: Order.objects.filter(status=Order.Status.PACKED).count(),
        query=f"?status__exact={Order.Status.PACKED}",
        icon="local_shipping",
    ),
    Pile(
        name="late",
        title=_("Late against the promise"),
        permission="checkout.view_order",
        page="checkout_order",
        count=lambda: late().count(),
        query="?late=yes",
        icon="alarm",
        is_alarm=True,
    ),
    Pile(
        name="unpaid",
        title=_("Unpaid orders"),
        permission="checkout.view_order",
        page="checkout_order",
        count=lambda: Order.objects.awaiting_payment().count(),
        query=f"?status__exact={Order.Status.PLACED}",
        icon="hourglass_top",
    ),
    Pile(
        name="transfers",
        title=_("Bank transfers awaited"),
        permission="checkout.change_payment",
        page="checkout_payment",
        count=transfers_awaited,
        query=f"?provider=bank_transfer&status__exact={Payment.Status.PENDING}",
        icon="account_balance",
    ),
    Pile(
        name="refunds",
        title=_("Refunds to send by hand"),
        permission="checkout.change_refund",
        page="checkout_refund",
        count=refunds_waiting,
        icon="undo",
        is_alarm=True,
    ),
)
