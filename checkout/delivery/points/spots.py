"""Pick-up points as pages show them, the nearest first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from checkout.delivery.points.models import PickupPoint
from checkout.delivery.points.words import folded, words_in
from checkout.delivery.postcodes import plain
from shop.kept.generation import kept

MOST_SHOWN = 6
EARTH_KM = 6371
_MAP = "https://www.openstreetmap.org/"


@dataclass(frozen=True, slots=True)
class Spot:
    """A point, or the copy of one that an order keeps. Coordinates are text or ""."""

    id: int
    carrier_code: str
    external_id: str
    name: str
    street: str
    city: str
    postcode: str
    country: str
    latitude: str = ""
    longitude: str = ""
    hours: str = ""
    words: str = ""

    @property
    def lines(self) -> list[str]:
        place = " ".join(part for part in (self.postcode, self.city) if part)
        return [line for line in (self.name, self.street, place) if line]

    @property
    def map_url(self) -> str:
        """Where it is, on a page of OpenStreetMap; "" where nobody told."""
        if not self.latitude or not self.longitude:
            return ""
        here = f"{self.latitude}/{self.longitude}"
        marked = f"mlat={self.latitude}&mlon={self.longitude}"
        return f"{_MAP}?{marked}#map=17/{here}"

    @property
    def is_ours(self) -> bool:
        return not self.carrier_code

    def copy(self) -> dict[str, Any]:
        """What an order keeps of it."""
        told = asdict(self)
        del told["words"]
        return told

    @classmethod
    def from_copy(cls, told: dict[str, Any]) -> Spot | None:
        return cls(**told) if told else None


def spots(carrier_code: str, country: str) -> tuple[Spot, ...]:
    """The open points of a carrier in a country, without a query as a rule."""
    read = partial(_read, carrier_code, country)
    return kept(f"points:{carrier_code}:{country}", read)


def spot_called(key: str, carrier_code: str, country: str) -> Spot | None:
    """The open point with this id, if it is one of that carrier and country."""
    found = (each for each in spots(carrier_code, country) if str(each.id) == key)
    return next(found, None)


def nearest(
    among: Sequence[Spot], *, postcode: str = "", city: str = "", text: str = ""
) -> list[Spot]:
    """Those with all the words of `text`, the nearest to the buyer first."""
    wanted = words_in(text)
    found = [each for each in among if all(word in each.words for word in wanted)]
    heart = _heart(_around(among, postcode, city))
    return sorted(found, key=lambda each: (_distance(heart, each), each.city, each.id))


def is_known(among: Sequence[Spot], *, postcode: str, city: str) -> bool:
    """Whether we can tell which of them are near to the buyer."""
    return bool(_around(among, postcode, city))


def _around(among: Sequence[Spot], postcode: str, city: str) -> list[Spot]:
    """The points that share the most of the buyer's postcode, else the town."""
    country = among[0].country if among else ""
    code = plain(postcode, country)
    for length in range(len(code), 1, -1):
        start = code[:length]
        near = [s for s in among if plain(s.postcode, country).startswith(start)]
        if near:
            return near
    town = folded(city).strip()
    return [s for s in among if town and folded(s.city) == town]


def _heart(around: Iterable[Spot]) -> tuple[float, float] | None:
    places = [
        (float(s.latitude), float(s.longitude))
        for s in around
        if s.latitude and s.longitude
    ]
    if not places:
        return None
    count = len(places)
    return sum(p[0] for p in places) / count, sum(p[1] for p in places) / count


def _distance(heart: tuple[float, float] | None, spot: Spot) -> float:
    """In kilometres as the crow flies; far away where nobody knows."""
    if heart is None:
        return 0.0
    if not spot.latitude or not spot.longitude:
        return math.inf
    here = math.radians(heart[0]), math.radians(heart[1])
    there = math.radians(float(spot.latitude)), math.radians(float(spot.longitude))
    chord = (
        math.sin((there[0] - here[0]) / 2) ** 2
        + math.cos(here[0])
        * math.cos(there[0])
        * math.sin((there[1] - here[1]) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def _read(carrier_code: str, country: str) -> tuple[Spot, ...]:
    points = PickupPoint.objects.filter(
        carrier_code=carrier_code, country=country, is_active=True, retired_at=None
    )
    return tuple(spot_of(point) for point in points.order_by("city", "name", "pk"))


def spot_of(point: PickupPoint) -> Spot:
    return Spot(
        id=point.pk,
        carrier_code=point.carrier_code,
        external_id=point.external_id,
        name=point.name,
        street=point.street,
        city=point.city,
        postcode=point.postcode,
        country=point.country,
        latitude="" if point.latitude is None else f"{point.latitude:f}",
        longitude="" if point.longitude is None else f"{point.longitude:f}",
        hours=point.hours,
        words=point.words,
    )
