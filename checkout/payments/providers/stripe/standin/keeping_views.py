"""The stand-in's API for what customers keep: customers, methods, setup intents."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from checkout.payments.providers.stripe.standin import customers as deeds
from checkout.payments.providers.stripe.standin import methods, setups
from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.endpoints import (
    api,
    is_browser,
    need_known,
    need_method,
    need_secret_key,
    once,
)
from checkout.payments.providers.stripe.standin.faults import unknown
from checkout.payments.providers.stripe.standin.params import Params


@api
def customers(request: HttpRequest, params: Params) -> Answer:
    need_method(request, "POST")
    need_secret_key(request)
    need_known(params, "email name metadata preferred_locales")
    return once(request, params, lambda: deeds.create(params, now=timezone.now()))


@api
def customer(request: HttpRequest, params: Params, *, customer_id: str) -> Answer:
    need_method(request, "GET")
    need_secret_key(request)
    return Answer(deeds.find_customer(customer_id).data)


@api
def payment_method(request: HttpRequest, params: Params, *, method_id: str) -> Answer:
    need_method(request, "GET")
    need_secret_key(request)
    return Answer(methods.find_method(method_id).data)


@api
def attachment(request: HttpRequest, params: Params, *, method_id: str) -> Answer:
    need_method(request, "POST")
    need_secret_key(request)
    need_known(params, "customer")
    today = timezone.localdate()
    return once(request, params, lambda: methods.attach(method_id, params, today=today))


@api
def detachment(request: HttpRequest, params: Params, *, method_id: str) -> Answer:
    need_method(request, "POST")
    need_secret_key(request)
    need_known(params, "")
    return once(request, params, lambda: methods.detach(method_id))


@api
def setup_intents(request: HttpRequest, params: Params) -> Answer:
    need_method(request, "POST")
    need_secret_key(request)
    need_known(params, "customer usage automatic_payment_methods metadata")
    return once(request, params, lambda: setups.create(params, now=timezone.now()))


@api
def setup_intent(request: HttpRequest, params: Params, *, setup_id: str) -> Answer:
    need_method(request, "GET")
    setup = _setup_for(request, params, setup_id)
    if is_browser(request):
        return Answer(setups.client_view(setup))
    return Answer(methods.expanded(setup, params))


@api
def setup_confirmation(
    request: HttpRequest, params: Params, *, setup_id: str
) -> Answer:
    need_method(request, "POST")
    _setup_for(request, params, setup_id)
    known = "client_secret payment_method payment_method_data return_url use_stripe_sdk"
    need_known(params, known)
    today = timezone.localdate()
    answer = once(
        request, params, lambda: setups.confirm(setup_id, params, today=today)
    )
    if not is_browser(request):
        return answer
    return Answer(_for_browser(answer.body), status=answer.status)


def _setup_for(request: HttpRequest, params: Params, setup_id: str) -> dict[str, Any]:
    setup: dict[str, Any] = setups.find_setup(setup_id).data
    given = str(params.get("client_secret", ""))
    if is_browser(request) and not secrets.compare_digest(
        given.encode(), setup["client_secret"].encode()
    ):
        raise unknown("setupintent", setup_id, param="client_secret")
    return setup


def _for_browser(body: dict[str, Any]) -> dict[str, Any]:
    if "error" not in body:
        return setups.client_view(body)
    error = dict(body["error"])
    if "setup_intent" in error:
        error["setup_intent"] = setups.client_view(error["setup_intent"])
    return {"error": error}
