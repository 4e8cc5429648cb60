"""The stand-in's API, under /standin/stripe/v1/."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from checkout.payments.providers.stripe.standin import (
    captures,
    charges,
    disputes,
    intents,
    refunds,
)
from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.endpoints import (
    api,
    is_browser,
    need_known,
    need_method,
    need_secret_key,
    once,
    unrecognized,
)
from checkout.payments.providers.stripe.standin.faults import unknown
from checkout.payments.providers.stripe.standin.methods import expanded
from checkout.payments.providers.stripe.standin.params import Params


@api
def payment_intents(request: HttpRequest, params: Params) -> Answer:
    need_method(request, "POST")
    need_secret_key(request)
    allowed = (
        "amount currency capture_method automatic_payment_methods description metadata"
    )
    allowed += " statement_descriptor_suffix receipt_email customer confirm"
    allowed += " payment_method off_session setup_future_usage return_url"
    need_known(params, allowed)
    return once(request, params, lambda: intents.create(params, now=timezone.now()))


@api
def payment_intent(request: HttpRequest, params: Params, *, intent_id: str) -> Answer:
    need_method(request, "GET")
    intent = _intent_for(request, params, intent_id)
    if is_browser(request):
        return Answer(intents.client_view(intent))
    return Answer(expanded(intent, params))


@api
def intent_search(request: HttpRequest, params: Params) -> Answer:
    need_method(request, "GET")
    need_secret_key(request)
    need_known(params, "query limit")
    return intents.search(params)


@api
def confirmation(request: HttpRequest, params: Params, *, intent_id: str) -> Answer:
    need_method(request, "POST")
    _intent_for(request, params, intent_id)
    known = "client_secret payment_method payment_method_data return_url use_stripe_sdk"
    known += "" if is_browser(request) else " off_session"
    need_known(params, f"{known} mandate_data")
    today = timezone.localdate()
    answer = once(
        request, params, lambda: intents.confirm(intent_id, params, today=today)
    )
    if not is_browser(request):
        return answer
    return Answer(_for_browser(answer.body), status=answer.status)


@api
def cancellation(request: HttpRequest, params: Params, *, intent_id: str) -> Answer:
    need_method(request, "POST")
    need_secret_key(request)
    need_known(params, "cancellation_reason")
    now = timezone.now()
    return once(request, params, lambda: intents.cancel(intent_id, params, now=now))


@api
def capture(request: HttpRequest, params: Params, *, intent_id: str) -> Answer:
    need_method(request, "POST")
    need_secret_key(request)
    need_known(params, "amount_to_capture metadata")
    return once(
        request,
        params,
        lambda: captures.capture(intents.find(intent_id, lock=True), params),
    )


@api
def refund_list(request: HttpRequest, params: Params) -> Answer:
    need_secret_key(request)
    if request.method == "GET":
        need_known(params, "payment_intent charge limit")
        return refunds.refunds_of(params)
    need_method(request, "POST")
    need_known(params, "payment_intent charge amount metadata reason")
    return once(request, params, lambda: refunds.create(params, now=timezone.now()))


@api
def refund(request: HttpRequest, params: Params, *, refund_id: str) -> Answer:
    need_method(request, "GET")
    need_secret_key(request)
    return refunds.find_refund(refund_id)


@api
def charge(request: HttpRequest, params: Params, *, charge_id: str) -> Answer:
    need_method(request, "GET")
    need_secret_key(request)
    return Answer(charges.find_charge(charge_id).data)


@api
def dispute_list(request: HttpRequest, params: Params) -> Answer:
    need_method(request, "GET")
    need_secret_key(request)
    need_known(params, "payment_intent charge limit")
    return disputes.disputes_of(params)


@api
def dispute(request: HttpRequest, params: Params, *, dispute_id: str) -> Answer:
    need_method(request, "GET")
    need_secret_key(request)
    return disputes.find_dispute(dispute_id)


@api
def nothing(request: HttpRequest, params: Params, *, path: str) -> Answer:
    raise unrecognized(request)


def _intent_for(request: HttpRequest, params: Params, intent_id: str) -> dict[str, Any]:
    intent: dict[str, Any] = intents.find(intent_id).data
    given = str(params.get("client_secret", ""))
    if is_browser(request) and not secrets.compare_digest(
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
