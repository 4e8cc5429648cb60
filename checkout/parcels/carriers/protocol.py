"""What the shop asks of whoever carries parcels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext, gettext_noop

# the models offer the names in the registry, which knows this module
if TYPE_CHECKING:
    from checkout.parcels.models import Parcel
    from checkout.parcels.tracking import Sighting


class CarrierFailed(Exception):
    """The carrier said no, or could not be reached.

    `message` is a sentence for staff, in English or in the carrier's own words; the
    same call may succeed later where `retry` says so.
    """

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.message = message
        self.retry = retry

    def __str__(self) -> str:
        return gettext(self.message)


class Forged(Exception):
    """What came in a carrier's name was not signed by it."""


class Deed(StrEnum):
    """What a carrier's systems may do for us."""

    RATES = "rates"
    LABEL = "label"
    TRACK = "track"
    CANCEL = "cancel"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class CarrierRate:
    """What a carrier asks for a parcel by one of its services."""

    service: str
    name: str
    price: Decimal
    currency: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """A number for a parcel. `reference` is the carrier's own id of it, `url` its
    label; "" says that ours is stuck on."""

    number: str
    reference: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """One thing a carrier tells us by itself, as it said it."""

    event_id: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the news says: of which parcel, and where it was."""

    number: str
    sightings: Sequence[Sighting]


class Carries(Protocol):
    """A carrier's systems. Those who do only some of the deeds leave out the rest."""

    can: frozenset[Deed]

    def is_ready(self) -> bool:
        """Whether everything it needs has been set up."""
        return True

    def pace(self, parcel: Parcel) -> timedelta | None:
        """How long to leave it in peace between two questions, where it has a pace of
        its own."""
        return None

    def rates(self, parcel: Parcel) -> list[CarrierRate]:
        """What it asks for the parcel, the cheapest first. Raises CarrierFailed."""
        raise _not_offered()

    def label(self, parcel: Parcel) -> Label:
        """A number and a label; asked again, the same. Raises CarrierFailed."""
        raise _not_offered()

    def track(self, parcel: Parcel, *, now: datetime) -> list[Sighting]:
        """Everything known about the parcel by `now`. Raises CarrierFailed."""
        raise _not_offered()

    def cancel(self, parcel: Parcel) -> None:
        """Give a label back that was not used. Raises CarrierFailed."""
        raise _not_offered()

    def hear(self, body: bytes, headers: Mapping[str, str]) -> list[News]:
        """What a request in its name tells. Raises Forged."""
        raise Forged("this carrier tells nothing by itself")

    def understand(self, payload: dict[str, Any]) -> Heard | None:
        """What the payload of its news says; None where it is no concern of ours."""
        return None


def _not_offered() -> CarrierFailed:
    return CarrierFailed(gettext_noop("This carrier does not offer that."), retry=False)
