from __future__ import annotations

from decimal import Decimal

from checkout.orders.models import Order
from checkout.payments.parts.models import RefundedPart
from shop.money.amounts import ZERO, allocate

What = RefundedPart.What


def vat_of_extras(order: Order) -> dict[str, Decimal]:
    """The order's VAT that is not in its lines, divided over delivery and fee."""
    costs = {What.DELIVERY.value: order.shipping, What.FEE.value: order.fee}
    if not any(costs.values()):
        return dict.fromkeys(costs, ZERO)
    vat = order.vat - sum(order.lines.values_list("vat", flat=True), ZERO)
    shares = allocate(vat, list(costs.values()), order.currency)
    return dict(zip(costs, shares, strict=True))
