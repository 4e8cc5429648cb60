"""What waits for those who pack, send and book."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.orders.models import Order
from checkout.parcels.models import Parcel
from checkout.payments.models import Payment, Refund
from checkout.payments.statements.models import BankCredit
from checkout.remittances.models import CarrierRemittance
from checkout.remittances.owing import count_late
from checkout.staff.back_deeds import is_back
from checkout.staff.money_deeds import refunds_to_send
from checkout.staff.order_lists import is_late
from checkout.staff.secured import holds_that_end, lost_payments
from shop.staff.desk import Pile, add_piles

_OPEN = (Order.Status.PLACED, *Order.NOT_ARRIVED)


def count_orders() -> dict[str, int]:
    """Orders that somebody has to do something about, in one pass."""
    return Order.objects.filter(status__in=_OPEN).aggregate(
        to_pack=Count("pk", filter=Order.is_to_pack(timezone.now())),
        to_send=Count("pk", filter=Q(status=Order.Status.PACKED)),
        late=Count("pk", filter=is_late()),
        unpaid=Count("pk", filter=Q(status=Order.Status.PLACED)),
    )


def count_payments() -> dict[str, int]:
    """Transfers awaited, secured payments that were lost, and those about to end."""
    transfers = Q(
        provider="bank_transfer",
        status=Payment.Status.PENDING,
        order__status=Order.Status.PLACED,
    )
    return Payment.objects.aggregate(
        transfers=Count("pk", filter=transfers),
        lost=Count("pk", filter=lost_payments()),
        ending=Count("pk", filter=holds_that_end()),
    )


def count_credits() -> dict[str, int]:
    return {"credits": BankCredit.objects.to_decide().count()}


def count_remittances() -> dict[str, int]:
    return {
        "carriers": CarrierRemittance.objects.to_decide().count(),
        "owed": count_late(now=timezone.now()),
    }


def count_back() -> dict[str, int]:
    return {"back": Parcel.objects.filter(is_back()).count()}


def count_refunds() -> dict[str, int]:
    return {"refunds": Refund.objects.filter(refunds_to_send()).count()}


add_piles(
    Pile(
        name="to_pack",
        title=_("Orders to pack"),
        permission="checkout.view_order",
        page="checkout_order",
        query="?to_pack=yes",
        icon="inventory_2",
    ),
    Pile(
        name="to_send",
        title=_("Packed, to be sent"),
        permission="checkout.view_order",
        page="checkout_order",
        query=f"?status__exact={Order.Status.PACKED}",
        icon="local_shipping",
    ),
    Pile(
        name="late",
        title=_("Late against the promise"),
        permission="checkout.view_order",
        page="checkout_order",
        query="?late=yes",
        icon="alarm",
        is_alarm=True,
    ),
    Pile(
        name="unpaid",
        title=_("Unpaid orders"),
        permission="checkout.view_order",
        page="checkout_order",
        query=f"?status__exact={Order.Status.PLACED}",
        icon="hourglass_top",
    ),
    count=count_orders,
)
add_piles(
    Pile(
        name="lost",
        title=_("Secured payments that were lost"),
        permission="checkout.change_payment",
        page="checkout_payment",
        query="?secured=lost",
        icon="credit_card_off",
        is_alarm=True,
    ),
    Pile(
        name="ending",
        title=_("Secured payments to be charged by tomorrow: send soon"),
        permission="checkout.change_payment",
        page="checkout_payment",
        query="?secured=ending",
        icon="hourglass_bottom",
    ),
    Pile(
        name="transfers",
        title=_("Bank transfers awaited"),
        permission="checkout.change_payment",
        page="checkout_payment",
        query=f"?provider=bank_transfer&status__exact={Payment.Status.PENDING}",
        icon="account_balance",
    ),
    count=count_payments,
)
add_piles(
    Pile(
        name="refunds",
        title=_("Refunds to send by hand"),
        permission="checkout.change_refund",
        page="checkout_refund",
        icon="undo",
        is_alarm=True,
    ),
    count=count_refunds,
)
add_piles(
    Pile(
        name="credits",
        title=_("Money on the bank account to be matched"),
        permission="checkout.change_bankcredit",
        page="checkout_bankcredit",
        query="?status__in=proposed,unknown",
        icon="account_balance",
    ),
    count=count_credits,
)
add_piles(
    Pile(
        name="carriers",
        title=_("Cash from carriers to be matched"),
        permission="checkout.change_carrierremittance",
        page="checkout_carrierremittance",
        query="?status__exact=doubtful",
        icon="savings",
    ),
    Pile(
        name="owed",
        title=_("Orders whose cash a carrier has kept for two weeks"),
        permission="checkout.change_carrierremittance",
        page="checkout_carrierremittance",
        query="owed/",
        icon="savings",
        is_alarm=True,
    ),
    count=count_remittances,
)
add_piles(
    Pile(
        name="back",
        title=_("Parcels that came back"),
        permission="checkout.change_order",
        page="checkout_parcel",
        query="?back=yes",
        icon="undo",
        is_alarm=True,
    ),
    count=count_back,
)
