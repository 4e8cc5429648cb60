from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from easypost.errors import SignatureVerificationError
from easypost.models import Shipment
from easypost.util import validate_webhook

from checkout.parcels.carriers.easypost.client import easypost_client, refusals_told
from checkout.parcels.carriers.easypost.journeys import sightings_in
from checkout.parcels.carriers.easypost.shipments import shipment_params
from checkout.parcels.carriers.protocol import (
    CarrierRate,
    Carries,
    Deed,
    Forged,
    Heard,
    Label,
    News,
)
from checkout.parcels.models import Parcel
from checkout.parcels.tracking import Sighting


class EasyPost(Carries):
    """Many carriers through one: labels, tracking and news by EasyPost."""

    can = frozenset(Deed)

    def is_ready(self) -> bool:
        return bool(settings.EASYPOST_API_KEY)

    def rates(self, parcel: Parcel) -> list[CarrierRate]:
        with refusals_told():
            rates = [_rate(each) for each in _shipment_of(parcel).rates]
        return sorted(rates, key=lambda rate: rate.price)

    def label(self, parcel: Parcel) -> Label:
        with refusals_told():
            shipment = _shipment_of(parcel)
            if not shipment.postage_label:
                shipment = easypost_client().shipment.buy(
                    shipment.id, rate=shipment.lowest_rate()
                )
        return Label(
            number=shipment.tracking_code,
            reference=shipment.id,
            url=shipment.postage_label.label_url,
        )

    def track(self, parcel: Parcel, *, now: datetime) -> list[Sighting]:
        """A second tracker for a number is the first one."""
        with refusals_told():
            tracker = easypost_client().tracker.create(
                tracking_code=parcel.tracking_number
            )
            details = tracker.to_dict().get("tracking_details") or []
        return sightings_in(details)

    def cancel(self, parcel: Parcel) -> None:
        with refusals_told():
            easypost_client().shipment.refund(parcel.carrier_reference)

    def hear(self, body: bytes, headers: Mapping[str, str]) -> list[News]:
        if not settings.EASYPOST_WEBHOOK_SECRET:
            raise Forged("no secret has been set")
        try:
            told = validate_webhook(
                body, dict(headers), settings.EASYPOST_WEBHOOK_SECRET
            )
        except (SignatureVerificationError, TypeError) as fault:
            raise Forged(str(fault)) from fault
        return [News(told["id"], told)]

    def understand(self, payload: dict[str, Any]) -> Heard | None:
        if not str(payload.get("description")).startswith("tracker."):
            return None
        tracker = payload["result"]
        sightings = sightings_in(tracker.get("tracking_details") or [])
        return Heard(tracker["tracking_code"], sightings)


def _shipment_of(parcel: Parcel) -> Shipment:
    """The parcel's shipment there, made once: who buys it twice pays it once."""
    shipments = easypost_client().shipment
    if not parcel.carrier_reference:
        made = shipments.create(**shipment_params(parcel))
        unknown = Parcel.objects.filter(pk=parcel.pk, carrier_reference="")
        unknown.update(carrier_reference=made.id)
        parcel.refresh_from_db(fields=["carrier_reference"])
    return shipments.retrieve(parcel.carrier_reference)


def _rate(rate: Any) -> CarrierRate:
    return CarrierRate(
        service=rate.id,
        name=f"{rate.carrier} {rate.service}",
        price=Decimal(rate.rate),
        currency=rate.currency,
        days=rate.delivery_days,
    )
