"""How we reach PayPal, and what we make of its refusals."""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from checkout.payments.providers.protocol import PaymentFailed

logger = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(10, connect=3)
RENEW_BEFORE = 60  # seconds; a token must not end on its way
APIS = {
    "live": "https://api-m.paypal.com",
    "sandbox": "https://api-m.sandbox.paypal.com",
}
PAGES = {"live": "https://www.paypal.com", "sandbox": "https://www.sandbox.paypal.com"}
LATER = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,  # another call with this key is under way
    HTTPStatus.TOO_MANY_REQUESTS,
}


class Refused(PaymentFailed):
    """PayPal understood, and says no; `issue` is its word for why."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(_unavailable(), retry=False)
        fault = _fault(answer)
        details = fault.get("details") or [{}]
        self.status = answer.status_code
        self.issue = str(details[0].get("issue") or fault.get("name") or "")


@dataclass(slots=True)
class Token:
    """What opens the API for some hours; each process keeps its own."""

    text: str = ""
    owner: str = ""
    ends_at: float = 0

    def is_good(self, owner: str) -> bool:
        return self.owner == owner and time.monotonic() < self.ends_at - RENEW_BEFORE


_token = Token()


@cache
def http_client() -> httpx.Client:
    return httpx.Client(timeout=TIMEOUT)


def api_base() -> str:
    """The address of the API: PayPal's, or the stand-in's on our own host."""
    if settings.USES_PAYPAL_STANDIN:
        return f"{settings.SITE_URL}/standin/paypal"
    return APIS[settings.PAYPAL_MODE]


def page_base() -> str:
    """Where buyers are led."""
    if settings.USES_PAYPAL_STANDIN:
        return f"{settings.SITE_URL}/standin/paypal"
    return PAGES[settings.PAYPAL_MODE]


def read(path: str) -> dict[str, Any]:
    """What PayPal has at `path`. Raises PaymentFailed, and Refused of its kinds."""
    return _call("GET", path)


def write(path: str, body: dict[str, Any], *, key: str) -> dict[str, Any]:
    """Do a deed once for `key`, however often it is asked for. Raises as `read`."""
    return _call("POST", path, key=key, body=body)


def delete(path: str) -> None:
    """Raises as `read`."""
    _call("DELETE", path)


def forget_token() -> None:
    _token.ends_at = 0


def _call(
    method: str, path: str, *, key: str = "", body: dict[str, Any] | None = None
) -> dict[str, Any]:
    answer = _send(method, path, key=key, body=body)
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        # a token may be taken back before its time
        forget_token()
        answer = _send(method, path, key=key, body=body)
    if answer.is_success:
        return _json(answer)
    _log(method, path, answer)
    if answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise PaymentFailed(_unavailable(), retry=True)
    if answer.is_server_error or answer.status_code in LATER:
        raise _unreachable()
    raise Refused(answer)


def _send(
    method: str, path: str, *, key: str, body: dict[str, Any] | None
) -> httpx.Response:
    headers = {
        "Authorization": f"Bearer {_access()}",
        "Prefer": "return=representation",
    }
    if key:
        headers["PayPal-Request-Id"] = key
    return _request(method, f"{api_base()}{path}", headers=headers, json=body)


def _access() -> str:
    secret = f"{settings.PAYPAL_CLIENT_ID}:{settings.PAYPAL_CLIENT_SECRET}"
    owner = hashlib.sha256(f"{api_base()} {secret}".encode()).hexdigest()
    if _token.is_good(owner):
        return _token.text
    answer = _request(
        "POST",
        f"{api_base()}/v1/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=(settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET),
    )
    if answer.is_server_error or answer.status_code in LATER:
        raise _unreachable()
    if not answer.is_success:
        logger.error("paypal refuses our credentials (%s)", answer.status_code)
        raise PaymentFailed(_unavailable(), retry=True)
    granted = _json(answer)
    _token.text, _token.owner = str(granted["access_token"]), owner
    _token.ends_at = time.monotonic() + int(granted["expires_in"])
    return _token.text


def _request(method: str, url: str, **options: Any) -> httpx.Response:
    """Every write carries a key, so that a broken line may be tried once more."""
    try:
        try:
            return http_client().request(method, url, **options)
        except httpx.RemoteProtocolError:
            return http_client().request(method, url, **options)
    except (httpx.TransportError, httpx.DecodingError) as fault:
        logger.warning("paypal is out of reach: %s", type(fault).__name__)
        raise _unreachable() from fault


def _json(answer: httpx.Response) -> dict[str, Any]:
    if not answer.content:
        return {}
    try:
        body = answer.json()
    except ValueError as fault:
        logger.warning("paypal answers with what is no JSON")
        raise _unreachable() from fault
    return body if isinstance(body, dict) else {}


def _fault(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _log(method: str, path: str, answer: httpx.Response) -> None:
    fault = _fault(answer)
    issues = [detail.get("issue") for detail in fault.get("details") or ()]
    logger.warning(
        "paypal answers %s %s with %s %s %s (debug id %s)",
        method,
        path,
        answer.status_code,
        fault.get("name", ""),
        issues,
        fault.get("debug_id", ""),
    )


def _unavailable() -> str:
    return _(
        "PayPal does not work here at the moment. No money was taken. Please choose"
        " another way of paying."
    )


def _unreachable() -> PaymentFailed:
    return PaymentFailed(
        _(
            "PayPal cannot be reached at the moment. Please try again in a minute, or"
            " choose another way of paying."
        ),
        retry=True,
    )
