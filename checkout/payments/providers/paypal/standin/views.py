"""The stand-in's API, under /standin/paypal/."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from checkout.payments.providers.paypal.standin import captures, orders, vault
from checkout.payments.providers.paypal.standin.answers import (
    Answer,
    Body,
    api,
    grant,
    once,
)
from checkout.payments.providers.paypal.standin.faults import ApiFault, invalid, unknown
from checkout.payments.providers.paypal.standin.objects import find


@api("oauth2.token", is_open=True)
def token(request: HttpRequest, body: Body) -> Answer:
    return grant(request)


@api("orders.create")
def order_list(request: HttpRequest, body: Body) -> Answer:
    if not request.headers.get("PayPal-Request-Id"):
        raise invalid("PAYPAL_REQUEST_ID_REQUIRED", "PayPal-Request-Id")
    return once(request, body, lambda: orders.create(body))


@api("orders.retrieve", method="GET")
def order(request: HttpRequest, body: Body, *, order_id: str) -> Answer:
    return Answer(orders.find_order(order_id).data)


@api("orders.capture")
def order_capture(request: HttpRequest, body: Body, *, order_id: str) -> Answer:
    return once(request, body, lambda: orders.capture(order_id))


@api("captures.retrieve", method="GET")
def capture(request: HttpRequest, body: Body, *, capture_id: str) -> Answer:
    return Answer(captures.find_capture(capture_id).data)


@api("captures.refund")
def refund(request: HttpRequest, body: Body, *, capture_id: str) -> Answer:
    return once(request, body, lambda: captures.refund(capture_id, body))


@api("setup-tokens.create")
def setup_list(request: HttpRequest, body: Body) -> Answer:
    return once(request, body, lambda: vault.create_setup(body))


@api("setup-tokens.retrieve", method="GET")
def setup(request: HttpRequest, body: Body, *, setup_id: str) -> Answer:
    return Answer(vault.find_setup(setup_id).data)


@api("payment-tokens.create")
def token_list(request: HttpRequest, body: Body) -> Answer:
    return once(request, body, lambda: vault.create_token(body))


@api("payment-tokens.delete", method="DELETE")
def payment_token(request: HttpRequest, body: Body, *, token_id: str) -> Answer:
    return vault.delete_token(token_id)


@api("nothing", method="GET")
def nothing(request: HttpRequest, body: Body, *, path: str) -> Answer:
    raise unknown(path)


@require_GET
def certificate(request: HttpRequest, certificate_id: str) -> HttpResponse:
    try:
        found = find("paypal_certificate", certificate_id)
    except ApiFault as fault:
        return HttpResponse("There is no such certificate.", status=fault.status)
    return HttpResponse(found.data["pem"], content_type="application/x-pem-file")
