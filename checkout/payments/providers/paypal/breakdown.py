"""What an order comes to, in the parts that PayPal shows: they add up to the cent, or
are left out.

Things cost what our pages say, their VAT apart; what is off is said once, for all.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from checkout.orders.models import Order, OrderLine
from checkout.payments.providers.paypal.currencies import NotPayable, to_paypal
from shop.money.amounts import ZERO

LONGEST_NAME = 127


def purchase(order: Order, *, amount: Decimal) -> dict[str, Any]:
    """Amount and items of what is to be paid.

    An order that is paid in part (the rest by gift card), or whose parts PayPal cannot
    write, is named by its sum alone. Raises NotPayable.
    """
    whole: dict[str, Any] = to_paypal(amount, order.currency)
    lines = list(order.lines.order_by("pk"))
    try:
        parts = _parts(order, lines)
        items = [_item(line, order.currency) for line in lines]
        written = {
            name: to_paypal(part, order.currency) for name, part in parts.items()
        }
    except NotPayable:
        return {"amount": whole}
    is_whole = sum(parts.values(), ZERO) - 2 * parts["discount"] == amount
    if not items or not is_whole or min(parts.values()) < 0:
        return {"amount": whole}
    return {"amount": whole | {"breakdown": written}, "items": items}


def _parts(order: Order, lines: list[OrderLine]) -> dict[str, Decimal]:
    """PayPal takes the discount off the sum of all others."""
    return {
        "item_total": sum((_net_as_listed(line) for line in lines), ZERO),
        "tax_total": sum((line.vat for line in lines), ZERO),
        "shipping": order.shipping,
        "handling": order.fee,
        "discount": sum((line.discount for line in lines), ZERO),
    }


def _net_as_listed(line: OrderLine) -> Decimal:
    """The price before any discount, less the VAT that is really due."""
    return line.unit_price * line.quantity - line.vat


def _item(line: OrderLine, currency: str) -> dict[str, Any]:
    net, vat, quantity, title = _net_as_listed(line), line.vat, line.quantity, ""
    try:
        each = to_paypal(net / quantity, currency), to_paypal(vat / quantity, currency)
    except NotPayable:
        # cents that cannot be shared out: the pieces are one item
        each = to_paypal(net, currency), to_paypal(vat, currency)
        title, quantity = f"{quantity} × ", 1
    return {
        "name": f"{title}{line.title}"[:LONGEST_NAME],
        "sku": line.sku[:LONGEST_NAME],
        "quantity": str(quantity),
        "unit_amount": each[0],
        "tax": each[1],
        "category": "PHYSICAL_GOODS",
    }
