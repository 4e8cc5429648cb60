"""What every endpoint of the stand-in's API does alike: tokens, keys, answers."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from checkout.payments.providers.paypal.standin.faults import (
    ApiFault,
    invalid,
    unauthorized,
)
from checkout.payments.standin import knobs
from checkout.payments.standin.knobs import AnswerLost, Fault
from checkout.payments.standin.models import StandinObject

TOKEN_LASTS = 9 * 60 * 60  # seconds
SALT = "paypal-standin"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the API; `is_lost` when it never arrives."""

    body: dict[str, Any]
    status: int = 200
    is_lost: bool = False


Body = dict[str, Any]
Endpoint = Callable[..., Answer]


def api(
    call: str, *, method: str = "POST", is_open: bool = False
) -> Callable[[Endpoint], Callable[..., HttpResponse]]:
    """Read a request as PayPal does, and answer in its shape whatever happens; `call`
    is what knobs know it by, `is_open` what needs no token."""

    def decorated(endpoint: Endpoint) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(endpoint)
        def view(request: HttpRequest, **path: str) -> HttpResponse:
            try:
                if request.method != method:
                    raise invalid("METHOD_NOT_SUPPORTED", "")
                if not is_open:
                    _need_token(request)
                body = {} if is_open else _body(request)
                knobs.misbehave(f"paypal.{call}", refusal=refusal)
                answer = endpoint(request, body, **path)
                knobs.misbehave(f"paypal.{call}", refusal=refusal, after=True)
            except ApiFault as fault:
                answer = Answer(fault.body, status=fault.status)
            except AnswerLost:
                answer = Answer({}, is_lost=True)
            return _response(answer)

        return view

    return decorated


def refusal(fault: str) -> ApiFault:
    """What a knob's fault looks like."""
    if fault == Fault.BUSY:
        return ApiFault("", status=409, name="RESOURCE_CONFLICT")
    if fault == Fault.LIMIT:
        return ApiFault("", status=429, name="RATE_LIMIT_REACHED")
    return ApiFault("", status=500, name="INTERNAL_SERVER_ERROR")


def grant(request: HttpRequest) -> Answer:
    """An access token for who knows the secret."""
    given = request.headers.get("Authorization", "").removeprefix("Basic ")
    try:
        credentials = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        raise unauthorized() from None
    known = f"{settings.PAYPAL_CLIENT_ID}:{settings.PAYPAL_CLIENT_SECRET}"
    if not secrets.compare_digest(credentials, known.encode()):
        raise unauthorized()
    token = TimestampSigner(salt=SALT).sign(secrets.token_hex(8))
    return Answer(
        {
            "scope": "https://uri.paypal.com/services/payments/payment",
            "access_token": token,
            "token_type": "Bearer",
            "app_id": "APP-standin",
            "expires_in": TOKEN_LASTS,
        }
    )


def once(request: HttpRequest, body: Body, deed: Callable[[], Answer]) -> Answer:
    """Do a deed in one transaction, and never again under the same key.

    The same key with another body is refused; so is what a deed refuses, which leaves
    no trace and may be tried again.
    """
    key = request.headers.get("PayPal-Request-Id", "")
    if len(key) > 108:
        raise invalid("INVALID_STRING_LENGTH", "PayPal-Request-Id")
    with transaction.atomic():
        if not key:
            return deed()
        asked = {"path": request.path, "body": _hash(json.dumps(body, sort_keys=True))}
        entry, is_new = StandinObject.objects.get_or_create(
            id=f"paypal_key_{_hash(key)}",
            defaults={"kind": "paypal_key", "hidden": asked},
        )
        if is_new:
            answer = deed()
            entry.change(body=answer.body, status=answer.status)
            return answer
    if entry.hidden != asked:
        raise ApiFault(
            "PAYPAL_REQUEST_ID_PREVIOUSLY_USED",
            "The PayPal-Request-Id was used for another request.",
        )
    return Answer(entry.data["body"], entry.data["status"])


def _need_token(request: HttpRequest) -> None:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        TimestampSigner(salt=SALT).unsign(token, max_age=TOKEN_LASTS)
    except BadSignature:
        raise unauthorized() from None


def _body(request: HttpRequest) -> Body:
    if request.method != "POST":
        return {}
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        raise invalid("MALFORMED_REQUEST_JSON", "") from None
    if not isinstance(body, dict) or "\\u0000" in json.dumps(body):
        raise invalid("MALFORMED_REQUEST_JSON", "")
    return body


def _response(answer: Answer) -> HttpResponse:
    response: HttpResponse = JsonResponse(answer.body, status=answer.status)
    if answer.status == 204:
        response = HttpResponse(status=204)
    if answer.is_lost:
        # what cannot be unpacked is lost on every server and for every client
        response["Content-Encoding"] = "gzip"
    response["PayPal-Debug-Id"] = secrets.token_hex(7)[:13]
    return response


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
