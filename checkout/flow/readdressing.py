from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from checkout.delivery.offering import delivery_options
from checkout.orders.models import Order, OrderEvent
from checkout.orders.promising import consignment_of
from checkout.parcels.models import Parcel

CHANGEABLE = (Order.Status.PLACED, Order.Status.CONFIRMED)


class TooLate(Exception):
    """A parcel of the order is packed, or the order has ended."""


class NotDelivered(Exception):
    """The way of delivery that was chosen does not reach the new address."""


class CostsOtherwise(Exception):
    """Delivery to the new address has another price."""


def can_readdress(order: Order, parcels: Collection[object] | None = None) -> bool:
    """Whether its buyer may still say where it goes; `parcels` of it, where known."""
    if order.status not in CHANGEABLE or order.is_by_mail:
        return False
    if parcels is None:
        return not Parcel.objects.filter(order=order).exists()
    return not parcels


@transaction.atomic
def readdress(order: Order, address: Mapping[str, str], *, by: str) -> None:
    """Send an order to another address in the same country. Price and promise stay.

    Raises TooLate, NotDelivered and CostsOtherwise.
    """
    # packing locks the order, too: a label is never printed with half a change
    locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if not can_readdress(locked):
        raise TooLate(str(order))
    before = locked.shipping_address
    if dict(address) == before:
        return
    if _area(address) != _area(before):
        _check_delivery(locked, address)
    locked.shipping_address = dict(address)
    locked.name = address["name"] or locked.name
    locked.save(update_fields=["shipping_address", "name"])
    locked.record(
        OrderEvent.Kind.READDRESSED, by=by, before=before, after=dict(address)
    )


def _area(address: Mapping[str, str]) -> tuple[str, str]:
    """What the price of delivery may depend on inside a country."""
    return address.get("postcode", ""), address.get("region", "")


def _check_delivery(order: Order, address: Mapping[str, str]) -> None:
    price = _price(order, address)
    if price is None:
        raise NotDelivered(str(order))
    before = _price(order, order.shipping_address)
    if before is not None and before != price:
        raise CostsOtherwise(str(order))


def _price(order: Order, address: Mapping[str, str]) -> Decimal | None:
    postcode, region = _area(address)
    options = delivery_options(
        consignment_of(order),
        country=order.country,
        postcode=postcode,
        region=region,
        now=timezone.now(),
    )
    return next((o.price for o in options if o.code == order.method_code), None)
