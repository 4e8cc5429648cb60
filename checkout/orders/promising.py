from __future__ import annotations

from datetime import date, datetime, timedelta

from catalog.stock.sourcing import places_of
from checkout.delivery.consignments import Consignment, Piece, volume_of
from checkout.delivery.offering import delivery_options
from checkout.orders.models import Order

# who pays within the hour is promised what the page showed
AT_ONCE = timedelta(hours=1)


def promise_from(order: Order, *, now: datetime) -> None:
    """Count the promised days from `now`, when the money for an order came late.

    Where its way of delivery is no longer offered, the old promise stands.
    """
    if now - order.placed_at <= AT_ONCE:
        return
    address = order.shipping_address
    options = delivery_options(
        consignment_of(order),
        country=order.country,
        postcode=address.get("postcode", ""),
        region=address.get("region", ""),
        now=now,
    )
    option = next((o for o in options if o.code == order.method_code), None)
    if option is None:
        return
    if day := order.promise_inputs.get("named_day"):
        option = option.on(date.fromisoformat(day))
    promised = {
        "promised_from": option.promise.earliest,
        "promised_until": option.promise.latest,
        "promise_inputs": option.promise.inputs,
    }
    Order.objects.filter(pk=order.pk).update(**promised)
    for name, value in promised.items():
        setattr(order, name, value)


def consignment_of(order: Order) -> Consignment:
    """Its goods, as they are weighed and valued for delivery."""
    lines = list(order.lines.select_related("variant__product"))
    return Consignment(
        weight_g=sum(line.weight_g * line.quantity for line in lines),
        value=order.goods,
        currency=order.currency,
        origins=places_of(order.number),
        lead_time_days=max(
            (line.variant.product.lead_time_days for line in lines), default=0
        ),
        pieces=tuple(
            Piece(
                line.variant.product_id,
                line.weight_g,
                line.quantity,
                volume_of(line.variant),
            )
            for line in lines
            if not line.is_gift_card
        ),
    )
