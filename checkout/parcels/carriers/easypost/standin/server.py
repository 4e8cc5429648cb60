"""A small EasyPost for tests, on the wire: it answers what the library asks."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

Answer = tuple[int, dict[str, Any]]
RATES = (("Priority", "12.40", 2), ("First", "6.15", 4))


@dataclass
class Standin(BaseAdapter):
    """`faults` are raised, or answered as a status, by the next calls in turn."""

    faults: list[Exception | int] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    shipments: dict[str, dict[str, Any]] = field(default_factory=dict)
    details: list[dict[str, Any]] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        assert request.url, "the library asks for an address"
        path = urlsplit(request.url).path.removeprefix("/v2/")
        self.calls.append(f"{request.method} {path}")
        status, body = self._answer(path, json.loads(_text(request.body)))
        response = requests.Response()
        response.status_code, response.url = status, request.url
        response._content = json.dumps(body).encode()
        return response

    def close(self) -> None:
        """There is no connection."""

    def _answer(self, path: str, given: dict[str, Any]) -> Answer:
        if self.faults:
            fault = self.faults.pop(0)
            if isinstance(fault, Exception):
                raise fault
            return _refused(fault, "The street is unknown.")
        name, *rest = path.split("/")
        if name == "trackers":
            return 201, self.tracker(given["tracker"]["tracking_code"])
        if name != "shipments":
            return _refused(404, "There is no such page.")
        if not rest:
            return 201, self._made(given["shipment"])
        shipment = self.shipments[rest[0]]
        deeds: dict[str, Callable[[dict[str, Any]], Answer]] = {
            "buy": _bought,
            "refund": _refunded,
        }
        return deeds[rest[1]](shipment) if rest[1:] else (200, shipment)

    def _made(self, given: dict[str, Any]) -> dict[str, Any]:
        shipment_id = f"shp_{next(self.numbers)}"
        rates = [
            {
                "id": f"rate_{place}",
                "object": "Rate",
                "carrier": "USPS",
                "service": service,
                "rate": price,
                "currency": "USD",
                "delivery_days": days,
            }
            for place, (service, price, days) in enumerate(RATES)
        ]
        shipment = {
            **given,
            "id": shipment_id,
            "object": "Shipment",
            "rates": rates,
            "postage_label": None,
            "tracking_code": None,
        }
        self.shipments[shipment_id] = shipment
        return shipment

    def tracker(self, number: str) -> dict[str, Any]:
        return {
            "id": "trk_1",
            "object": "Tracker",
            "tracking_code": number,
            "tracking_details": self.details,
        }


def _text(body: Any) -> str:
    return body.decode() if isinstance(body, bytes) else body or "{}"


def _bought(shipment: dict[str, Any]) -> Answer:
    if shipment["postage_label"]:
        return _refused(422, "Postage already exists for this shipment.")
    shipment["tracking_code"] = f"9400{shipment['id'].removeprefix('shp_'):0>18}"
    shipment["postage_label"] = {
        "id": "pl_1",
        "object": "PostageLabel",
        "label_url": f"https://labels.example/{shipment['id']}.pdf",
    }
    return 200, shipment


def _refunded(shipment: dict[str, Any]) -> Answer:
    shipment["refund_status"] = "submitted"
    return 200, shipment


def _refused(status: int, message: str) -> Answer:
    return status, {"error": {"code": "ERROR", "message": message, "errors": []}}


def signed(body: bytes, secret: str) -> dict[str, str]:
    """The headers with which EasyPost posts to a webhook."""
    key = unicodedata.normalize("NFKD", secret).encode()
    digest = hmac.new(key, body, hashlib.sha256).hexdigest()
    return {"X-Hmac-Signature": f"hmac-sha256-hex={digest}"}
