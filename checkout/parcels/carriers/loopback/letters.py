"""What the played carrier tells by itself: signed, and as untidy as seeds want."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils.crypto import salted_hmac

from checkout.parcels.carriers.loopback.journeys import journey
from checkout.parcels.models import Parcel

HEADER = "X-Loopback-Signature"
_REPEATED, _LATE = 0.25, 0.25  # how often a letter comes twice, or after others


@dataclass(frozen=True, slots=True)
class Letter:
    """A request to the shop's webhook, and when it arrives."""

    at: datetime
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        return {HEADER: signature(self.body)}


def signature(body: bytes) -> str:
    return salted_hmac(HEADER, body, algorithm="sha256").hexdigest()


def is_signed(body: bytes, given: str | None) -> bool:
    return hmac.compare_digest(signature(body).encode(), (given or "").encode())


def letters_about(parcel: Parcel) -> list[Letter]:
    """All that will ever be told of a sent parcel, as it arrives. Seed 0 is tidy."""
    assert parcel.sent_at, "only sent parcels are spoken of"
    chance = Random(parcel.seed + 2)  # noqa: S311
    letters: list[Letter] = []
    for number, step in enumerate(journey(parcel.seed)):
        at = parcel.sent_at + step.after
        letter = Letter(at, _write(parcel, number))
        if parcel.seed and chance.random() < _LATE:
            letter = Letter(at + timedelta(seconds=chance.randint(5, 300)), letter.body)
        letters.append(letter)
        if parcel.seed and chance.random() < _REPEATED:
            again = letter.at + timedelta(seconds=chance.randint(0, 120))
            letters.append(Letter(again, letter.body))
    return sorted(letters, key=lambda letter: letter.at)


def _write(parcel: Parcel, number: int) -> bytes:
    assert parcel.sent_at, "only sent parcels are spoken of"
    step = journey(parcel.seed)[number]
    told: dict[str, Any] = {
        "id": f"{parcel.tracking_number}-{number}",
        "number": parcel.tracking_number,
        "step": number,
        "status": step.status,
        "at": (parcel.sent_at + step.after).isoformat(),
        "text": step.text,
        "place": step.place or town_of(parcel),
    }
    return json.dumps(told).encode()


def town_of(parcel: Parcel) -> str:
    return str(parcel.order.shipping_address.get("city", ""))
