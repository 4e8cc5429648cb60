"""Files of carriers with their pick-up points: JSON or CSV in the shape of Omniva's
locations, or a plain CSV of our own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from shop.places.countries import COUNTRIES

COLUMNS = (
    "id",
    "name",
    "street",
    "city",
    "region",
    "postcode",
    "country",
    "latitude",
    "longitude",
    "hours",
)
_LONGEST = {
    "external_id": 50,
    "name": 150,
    "street": 200,
    "city": 100,
    "region": 100,
    "postcode": 20,
    "hours": 300,
}
# what Omniva writes for nothing
_NOTHING = {"NULL", "NONE"}


class UnreadableFeed(Exception):
    """The file holds no points that we can read; the message says why."""


@dataclass(frozen=True, slots=True)
class Told:
    """A point as a feed tells of it, with the names of `PickupPoint`'s fields."""

    external_id: str
    name: str
    street: str
    city: str
    region: str
    postcode: str
    country: str
    latitude: Decimal | None
    longitude: Decimal | None
    hours: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The points of a file, and how many of its rows say too little."""

    points: tuple[Told, ...]
    faulty: int


def read_feed(content: bytes) -> Feed:
    """Raises UnreadableFeed."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UnreadableFeed(_("The file is not written in UTF-8.")) from fault
    rows = _json_rows(text) if text.lstrip()[:1] in {"[", "{"} else _csv_rows(text)
    told = [_point(row) for row in rows]
    points = {point.external_id: point for point in told if point is not None}
    if not points:
        raise UnreadableFeed(_("There are no pick-up points in this file."))
    return Feed(tuple(points.values()), told.count(None))


def _json_rows(text: str) -> Sequence[Any]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise UnreadableFeed(_("The file is not JSON that we can read.")) from fault
    return rows if isinstance(rows, list) else []


def _csv_rows(text: str) -> Sequence[Any]:
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as fault:
        raise UnreadableFeed(_("The file is not a table that we can read.")) from fault


def _point(row: Any) -> Told | None:
    """None where a row does not say where the point is."""
    if not isinstance(row, Mapping):
        return None
    cells = {str(key).strip().lower(): _text(row[key]) for key in row}
    fields = _of_omniva(cells) if "a0_name" in cells else _of_ours(cells)
    if fields["country"] not in COUNTRIES:
        return None
    if not (fields["external_id"] and fields["name"] and fields["city"]):
        return None
    if any(len(fields[name]) > most for name, most in _LONGEST.items()):
        return None
    latitude = _degrees(fields.pop("latitude"), 90)
    longitude = _degrees(fields.pop("longitude"), 180)
    if latitude is None or longitude is None:
        latitude = longitude = None
    return Told(**fields, latitude=latitude, longitude=longitude)


def _of_ours(cells: Mapping[str, str]) -> dict[str, str]:
    names = {name: "external_id" if name == "id" else name for name in COLUMNS}
    fields = {field: cells.get(name, "") for name, field in names.items()}
    return {**fields, "country": fields["country"].upper()}


def _of_omniva(cells: Mapping[str, str]) -> dict[str, str]:
    """Towns are A2 or A3, counties A1; X is the longitude."""
    town = cells.get("a3_name") or cells.get("a2_name") or cells.get("a1_name", "")
    street = (cells.get("a5_name", ""), cells.get("a7_name", ""))
    return {
        "external_id": cells.get("zip", ""),
        "name": cells.get("name", ""),
        "street": " ".join(part for part in street if part),
        "city": town,
        "region": cells.get("a1_name", ""),
        "postcode": cells.get("zip", ""),
        "country": cells["a0_name"].upper(),
        "latitude": cells.get("y_coordinate", ""),
        "longitude": cells.get("x_coordinate", ""),
        "hours": cells.get("service_hours", "")[: _LONGEST["hours"]],
    }


def _text(cell: Any) -> str:
    """A cell as text, NUL and blanks taken off."""
    if not isinstance(cell, str | int | float):
        return ""
    text = " ".join(str(cell).replace("\x00", "").split())
    return "" if text.upper() in _NOTHING else text


def _degrees(text: str, most: int) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > most or not number:
        return None
    return number.quantize(Decimal("0.000001"))
