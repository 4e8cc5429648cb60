from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from checkout.parcels.carriers.loopback.journeys import journey
from checkout.parcels.carriers.loopback.letters import HEADER, is_signed, town_of
from checkout.parcels.carriers.protocol import (
    CarrierFailed,
    CarrierRate,
    Carries,
    Deed,
    Forged,
    Heard,
    Label,
    News,
)
from checkout.parcels.models import Parcel
from checkout.parcels.numbers.s10 import s10_number
from checkout.parcels.tracking import Sighting

SENT = gettext_noop("This parcel has left before.")


class Loopback(Carries):
    """Plays a carrier: its parcels live in time, by the seed that each of them has."""

    can = frozenset(Deed)

    def pace(self, parcel: Parcel) -> timedelta:
        return timedelta(seconds=10)

    def rates(self, parcel: Parcel) -> list[CarrierRate]:
        kilos = Decimal(parcel.weight_g) / 1000
        price = round(Decimal("2.90") + kilos * Decimal("0.40"), 2)
        return [CarrierRate("parcel", "Parcel", price, "EUR", days=2)]

    def label(self, parcel: Parcel) -> Label:
        return Label(s10_number("CL", parcel.pk % 10**8, country="LV"))

    def track(self, parcel: Parcel, *, now: datetime) -> list[Sighting]:
        assert parcel.sent_at, "only sent parcels are tracked"
        return [
            Sighting(
                key=f"step-{number}",
                status=step.status,
                at=parcel.sent_at + step.after,
                text=step.text,
                place=step.place or town_of(parcel),
            )
            for number, step in enumerate(journey(parcel.seed))
            if parcel.sent_at + step.after <= now
        ]

    def cancel(self, parcel: Parcel) -> None:
        if parcel.sent_at:
            raise CarrierFailed(
                gettext_noop("The parcel has left before."), retry=False
            )

    def hear(self, body: bytes, headers: Mapping[str, str]) -> list[News]:
        if not is_signed(body, headers.get(HEADER)):
            raise Forged("the signature does not fit")
        told = json.loads(body)
        return [News(told["id"], told)]

    def understand(self, payload: dict[str, Any]) -> Heard:
        seen = Sighting(
            key=f"step-{payload['step']}",
            status=Parcel.Status(payload["status"]),
            at=datetime.fromisoformat(payload["at"]),
            text=payload["text"],
            place=payload["place"],
        )
        return Heard(payload["number"], [seen])
