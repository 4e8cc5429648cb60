from __future__ import annotations

from django.db import transaction
from django.db.models import Sum

from catalog.offers.pieces import release_pieces
from catalog.stock.selling import put_back
from checkout.discounts.claiming import (
    forget_purchase,
    release_code,
    release_offers,
)
from checkout.discounts.coupons import release_use
from checkout.gifts.returning import void_cards
from checkout.orders.models import CodeUse, CouponUse, Order
from checkout.payments.models import Refund
from checkout.payments.refunding import refund_order
from checkout.payments.stopping import stop_payments


@transaction.atomic
def cancel_order(order: Order, *, by: str, reason: str) -> None:
    """Undo an order that has not been packed: goods, coupon, gift cards and money go
    back.

    Raises Order.MoveRefused when it is too late, or was done before, and CardKept when
    a gift card of it has been used.
    """
    order.move_to(Order.Status.CANCELLED, by=by, reason=reason)
    put_back(sold_in(order), reference=order.number, by=by)
    release_uses(order)
    void_cards(order, by=by, reason=reason)
    stop_payments(order)
    refund_order(order, reason=reason, by=by)


@transaction.atomic
def refund_whole(
    order: Order, *, by: str, reason: str, as_credit: bool = False
) -> list[Refund]:
    """Give back all that was paid, and take back the gift cards that were sold.

    Raises CardKept and NobodyToCredit.
    """
    # whoever needs both rows locks the order first
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    void_cards(order, by=by, reason=reason)
    return refund_order(order, reason=reason, by=by, as_credit=as_credit)


def sold_in(order: Order) -> dict[int, int]:
    """How many of each variant an order took out of stock."""
    sums = order.lines.values("variant").annotate(quantity=Sum("quantity"))
    return {line["variant"]: line["quantity"] for line in sums.order_by("variant")}


def release_uses(order: Order) -> None:
    """The coupon, offers and codes can be used again, and the order was none."""
    release_pieces(order.number)
    release_offers(order.number)
    forget_purchase(order.number)
    used = CodeUse.objects.filter(order=order).select_related("code").first()
    if used:
        used.delete()
        release_code(used.code)
    use = CouponUse.objects.filter(order=order).select_related("coupon").first()
    if use:
        use.delete()
        release_use(use.coupon)
