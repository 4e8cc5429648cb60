"""What every endpoint of the stand-in's API does alike: reading, keys, answers."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from checkout.payments.providers.stripe.standin.answers import Answer, answer_once
from checkout.payments.providers.stripe.standin.faults import ApiFault
from checkout.payments.providers.stripe.standin.knobs import (
    AnswerLost,
    broken_off,
    misbehave,
)
from checkout.payments.providers.stripe.standin.params import Params, read_params

Endpoint = Callable[..., Answer]


def api(endpoint: Endpoint) -> Callable[..., HttpResponse]:
    """Read a request as Stripe does, and answer in its shape whatever happens."""

    @csrf_exempt
    @sensitive_post_parameters()
    @wraps(endpoint)
    def view(request: HttpRequest, **path: str) -> HttpResponse:
        try:
            params = _params(request)
            language = _language(params) if is_browser(request) else "en"
            misbehave(_call(request))
            with translation.override(language):
                answer = endpoint(request, params, **path)
            misbehave(_call(request), after=True)
        except ApiFault as fault:
            answer = Answer(fault.body, status=fault.status)
        except AnswerLost:
            answer = broken_off()
        response = JsonResponse(answer.body, status=answer.status)
        if answer.is_lost:
            # what cannot be unpacked is lost on every server and for every client
            response["Content-Encoding"] = "gzip"
        response["Request-Id"] = f"req_{secrets.token_hex(7)}"
        if answer.is_replay:
            response["Idempotent-Replayed"] = "true"
        return response

    return view


def _call(request: HttpRequest) -> str:
    """What a request does, as knobs name it: refunds.create, charges.retrieve."""
    collection, *rest = request.path.partition("/v1/")[2].split("/")
    if len(rest) > 1:
        return f"{collection}.{rest[-1]}"
    deeds = {"GET": "retrieve", "POST": "update"} if rest else {"GET": "list"}
    deed = deeds.get(str(request.method), "delete" if rest else "create")
    return f"{collection}.{deed}"


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


def is_browser(request: HttpRequest) -> bool:
    return _key(request) == str(settings.STRIPE_PUBLISHABLE_KEY)


def need_secret_key(request: HttpRequest) -> None:
    if is_browser(request):
        raise ApiFault(
            "This API call cannot be made with a publishable API key. Please use a"
            " secret API key.",
            status=403,
            code="secret_key_required",
        )


def need_method(request: HttpRequest, method: str) -> None:
    if request.method != method:
        raise unrecognized(request)


def unrecognized(request: HttpRequest) -> ApiFault:
    path = request.path.removeprefix("/standin/stripe")
    return ApiFault(f"Unrecognized request URL ({request.method}: {path}).", status=404)


def need_known(params: Params, known: str) -> None:
    for name in params:
        if name not in {*known.split(), "expand"}:
            raise ApiFault(
                f"Received unknown parameter: {name}",
                code="parameter_unknown",
                param=name,
            )


def once(request: HttpRequest, params: Params, deed: Callable[[], Answer]) -> Answer:
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > 255:
        raise ApiFault("Idempotency keys are up to 255 characters long.")
    return answer_once(key, path=request.path, params=params, deed=deed)
