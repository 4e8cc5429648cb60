"""An order's sums are a copy of a Quote, and can be made into one again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction

from checkout.orders.models import Order, OrderLine
from checkout.totals.quote import (
    Discount,
    Item,
    Quote,
    Reduction,
    make_quote,
    with_fee,
)
from shop.money.amounts import ZERO


def sums_of(quote: Quote) -> dict[str, Any]:
    """The fields of an order that a quote fills."""
    return {
        "goods": quote.goods,
        "discount": quote.discount,
        "shipping": quote.shipping,
        "fee": quote.fee,
        "vat": quote.vat,
        "total": quote.total,
        "vat_groups": [
            {
                "rate": str(group.rate),
                "net": str(group.net),
                "vat": str(group.vat),
                "gross": str(group.gross),
            }
            for group in quote.vat_groups
        ],
    }


def quote_of(order: Order) -> Quote:
    """The quote an order was copied from."""
    items = [
        Item(
            key=str(line.pk),
            quantity=line.quantity,
            price=line.unit_price,
            regular=line.regular_price,
            vat_rate=line.vat_rate,
            is_gift_card=line.is_gift_card,
        )
        for line in order.lines.order_by("pk")
    ]
    reductions = reductions_of(order)
    by_offers = sum((each.amount for each in reductions), ZERO)
    quote = make_quote(
        items,
        currency=order.currency,
        discount=Discount(amount=order.discount - by_offers),
        reductions=reductions,
        shipping=order.shipping,
        fee=order.fee,
    )
    return replace(quote, is_reverse_charge=order.is_reverse_charge)


def reductions_of(order: Order) -> list[Reduction]:
    """What offers took off an order; the parts are by line."""
    applied = order.applied_offers.prefetch_related("parts")
    return [
        Reduction(
            key=str(each.offer_id or ""),
            name=each.name,
            parts=tuple((str(part.line_id), part.amount) for part in each.parts.all()),
            frees_delivery=each.frees_delivery,
            delivery=each.delivery,
        )
        for each in applied.order_by("pk")
    ]


@transaction.atomic
def change_fee(order: Order, *, fee: Decimal) -> None:
    """Write the sums of an unpaid order anew for another way of paying."""
    if fee == order.fee:
        return
    quote = with_fee(quote_of(order), fee)
    sums = sums_of(quote)
    Order.objects.filter(pk=order.pk).update(**sums)
    for name, value in sums.items():
        setattr(order, name, value)
    for line in quote.lines:
        OrderLine.objects.filter(pk=int(line.key)).update(vat=line.taxed.vat)
