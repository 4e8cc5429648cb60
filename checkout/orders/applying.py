"""What offers took off a quote, copied to the order made of it."""

from __future__ import annotations

from collections.abc import Mapping

from checkout.orders.models import AppliedOffer, AppliedPart, Order, OrderLine
from checkout.totals.quote import Quote


def write_offers(order: Order, quote: Quote, lines: Mapping[str, OrderLine]) -> None:
    """`lines` are those of the order by the keys of the quote's."""
    for reduction in quote.reductions:
        applied = AppliedOffer.objects.create(
            order=order,
            offer_id=int(reduction.key),
            name=reduction.name[:150],
            amount=reduction.amount,
            frees_delivery=reduction.frees_delivery,
            delivery=reduction.delivery,
        )
        AppliedPart.objects.bulk_create(
            AppliedPart(applied=applied, line=lines[key], amount=amount)
            for key, amount in reduction.parts
        )
