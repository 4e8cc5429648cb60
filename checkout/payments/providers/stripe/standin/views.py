"""The stand-in's API, under /standin/stripe/v1/."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from checkout.payments.providers.stripe.standin import charges, intents, refunds
from checkout.payments.providers.stripe.standin.answers import Answer, answer_once
from checkout.payments.providers.stripe.standin.faults import ApiFault, unknown
from checkout.payments.providers.stripe.standin.params import Params, read_params

Endpoint = Callable[..., Answer]


def _api(endpoint: Endpoint) -> Callable[..., HttpResponse]:
    """Read a request as Stripe does, and answer in its shape whatever happens."""

    @csrf_exempt
    @sensitive_post_parameters()
    @wraps(endpoint)
    def view(request: HttpRequest, **path: str) -> HttpResponse:
        try:
            params = _params(request)
            language = _language(params) if _is_browser(request) else "en"
            with translation.override(language):
                answer = endpoint(request, params, **path)
        except ApiFault as fault:
            answer = Answer(fault.body, status=fault.status)
        response = JsonResponse(answer.body, status=answer.status)
        response["Request-Id"] = f"req_{secrets.token_hex(7)}"
        if answer.is_replay:
            response["Idempotent-Replayed"] = "true"
        return response

    return view


@_api
def payment_intents(request: HttpRequest, params: Params) -> Answer:
    _need_method(request, "POST")
    _need_secret_key(request)
    allowed = "amount currency automatic_payment_methods description metadata"
    _need_known(params, allowed + " statement_descriptor_suffix receipt_email")
    return _once(request, params, lambda: intents.create(params, now=timezone.now()))


@_api
def payment_intent(request: HttpRequest, params: Params, *, intent_id: str) -> Answer:
    _need_method(request, "GET")
    intent = _intent_for(request, params, intent_id)
    if _is_browser(request):
        return Answer(intents.client_view(intent))
    if "latest_charge" in params.get("expand", []) and intent["latest_charge"]:
        charge = charges.find_charge(intent["latest_charge"])
        return Answer(intent | {"latest_charge": charge.data})
    return Answer(intent)


@_api
def confirmation(request: HttpRequest, params: Params, *, intent_id: str) -> Answer:
    _need_method(request, "POST")
    _intent_for(request, params, intent_id)
    known = "client_secret payment_method payment_method_data return_url use_stripe_sdk"
    _need_known(params, known)
    today = timezone.localdate()
    answer = _once(
        request, params, lambda: intents.confirm(intent_id, params, today=today)
    )
    if not _is_browser(request):
        return answer
    return Answer(_for_browser(answer.body), status=answer.status)


@_api
def cancellation(request: HttpRequest, params: Params, *, intent_id: str) -> Answer:
    _need_method(request, "POST")
    _need_secret_key(request)
    _need_known(params, "cancellation_reason")
    now = timezone.now()
    return _once(request, params, lambda: intents.cancel(intent_id, params, now=now))


@_api
def refund_list(request: HttpRequest, params: Params) -> Answer:
    _need_secret_key(request)
    if request.method == "GET":
        _need_known(params, "payment_intent charge limit")
        return refunds.refunds_of(params)
    _need_method(request, "POST")
    _need_known(params, "payment_intent charge amount metadata reason")
    return _once(request, params, lambda: refunds.create(params, now=timezone.now()))


@_api
def refund(request: HttpRequest, params: Params, *, refund_id: str) -> Answer:
    _need_method(request, "GET")
    _need_secret_key(request)
    return refunds.find_refund(refund_id)


@_api
def charge(request: HttpRequest, params: Params, *, charge_id: str) -> Answer:
    _need_method(request, "GET")
    _need_secret_key(request)
    return Answer(charges.find_charge(charge_id).data)


@_api
def nothing(request: HttpRequest, params: Params, *, path: str) -> Answer:
    raise _unrecognized(request)


def _params(request: HttpRequest) -> Params:
    encoded = request.META["QUERY_STRING"]
    try:
        if request.method == "POST":
            encoded = request.body.decode()
        return read_params(encoded)
    except ValueError as refusal:  # also what is not UTF-8
        raise ApiFault(f"Invalid request: {refusal}") from None


def _language(params: Params) -> str:
    """The language in which Stripe.js shows what the API says."""
    locale = str(params.pop("locale", "en"))
    return locale if locale in dict(settings.LANGUAGES) else "en"


def _key(request: HttpRequest) -> str:
    key = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not key:
        raise ApiFault(
            "You did not provide an API key. You need to provide your API key in the"
            " Authorization header, using Bearer auth.",
            status=401,
        )
    if key not in {settings.STRIPE_SECRET_KEY, settings.STRIPE_PUBLISHABLE_KEY}:
        hidden = key[:8] + "*" * 8 + key[-4:]
        raise ApiFault(f"Invalid API Key provided: {hidden}", status=401)
    return key


def _is_browser(request: HttpRequest) -> bool:
    return _key(request) == str(settings.STRIPE_PUBLISHABLE_KEY)


def _need_secret_key(request: HttpRequest) -> None:
    if _is_browser(request):
        raise ApiFault(
            "This API call cannot be made with a publishable API key. Please use a"
            " secret API key.",
            status=403,
            code="secret_key_required",
        )


def _need_method(request: HttpRequest, method: str) -> None:
    if request.method != method:
        raise _unrecognized(request)


def _unrecognized(request: HttpRequest) -> ApiFault:
    path = request.path.removeprefix("/standin/stripe")
    return ApiFault(f"Unrecognized request URL ({request.method}: {path}).", status=404)


def _need_known(params: Params, known: str) -> None:
    for name in params:
        if name not in {*known.split(), "expand"}:
            raise ApiFault(
                f"Received unknown parameter: {name}",
                code="parameter_unknown",
                param=name,
            )


def _intent_for(request: HttpRequest, params: Params, intent_id: str) -> dict[str, Any]:
    intent: dict[str, Any] = intents.find(intent_id).data
    given = str(params.get("client_secret", ""))
    if _is_browser(request) and not secrets.compare_digest(
        given.encode(), intent["client_secret"].encode()
    ):
        raise unknown("payment_intent", intent_id, param="client_secret")
    return intent


def _for_browser(body: dict[str, Any]) -> dict[str, Any]:
    if "error" not in body:
        return intents.client_view(body)
    error = dict(body["error"])
    if "payment_intent" in error:
        error["payment_intent"] = intents.client_view(error["payment_intent"])
    return {"error": error}


def _once(request: HttpRequest, params: Params, deed: Callable[[], Answer]) -> Answer:
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > 255:
        raise ApiFault("Idempotency keys are up to 255 characters long.")
    return answer_once(key, path=request.path, params=params, deed=deed)
