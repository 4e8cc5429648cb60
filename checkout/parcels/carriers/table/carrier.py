"""A carrier without systems: it costs what our own table of rates says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from checkout.delivery.consignments import Consignment
from checkout.delivery.offering import delivery_options
from checkout.parcels.carriers.protocol import CarrierRate, Carries, Deed

if TYPE_CHECKING:
    from checkout.parcels.models import Parcel


class Table(Carries):
    can = frozenset({Deed.RATES})

    def rates(self, parcel: Parcel) -> list[CarrierRate]:
        order = parcel.order
        options = delivery_options(
            Consignment(parcel.weight_g, parcel.value, order.currency),
            country=order.country,
            postcode=str(order.shipping_address.get("postcode", "")),
            now=timezone.now(),
        )
        code = parcel.carrier.code if parcel.carrier else order.carrier_code
        return [
            CarrierRate(option.code, option.name, option.price, order.currency)
            for option in options
            if option.carrier_code == code
        ]
