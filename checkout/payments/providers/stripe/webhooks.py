"""What Stripe tells us: verified, stored under its id, answered, then worked on.

An event only says that something has changed. What is true now we read from Stripe,
so that events may come in any order and any number of times.
"""

from __future__ import annotations

import json
from typing import Any

import stripe
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from checkout.payments.checking import check_payment
from checkout.payments.disputes.settling import settle_dispute
from checkout.payments.hearing import (
    keep_event,
    key_in,
    mark_settled,
    payment_told_of,
)
from checkout.payments.models import Payment, ProviderEvent, Refund
from checkout.payments.providers.stripe.disputes import look_up_dispute
from checkout.payments.providers.stripe.intents import GivenBack, refunds_of
from checkout.payments.providers.stripe.keeping_news import (
    KEEPING_EVENTS,
    follow_keeping,
)
from checkout.payments.refunding import book_refund, finish_refund, return_refund
from shop.jobs.registry import FOR_EVER, job

NAME = "stripe"
INTENT_EVENTS = {
    "payment_intent.succeeded",
    "payment_intent.amount_capturable_updated",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "payment_intent.processing",
    "payment_intent.requires_action",
}
REFUND_EVENTS = {
    "charge.refunded",
    "charge.refund.updated",
    "refund.created",
    "refund.updated",
    "refund.failed",
}
DISPUTE_EVENTS = {
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
}
HEARD = INTENT_EVENTS | REFUND_EVENTS | DISPUTE_EVENTS | KEEPING_EVENTS


@csrf_exempt
@require_POST
def hook(request: HttpRequest) -> HttpResponse:
    """Where Stripe posts its events."""
    try:
        payload = request.body.decode()
        stripe.WebhookSignature.verify_header(
            payload,
            request.headers.get("Stripe-Signature"),
            settings.STRIPE_WEBHOOK_SECRET,
            tolerance=stripe.Webhook.DEFAULT_TOLERANCE,
        )
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return HttpResponse("The signature does not fit.", status=400)

    event = json.loads(payload)
    if event["type"] in HEARD:
        keep_event(NAME, event_id=event["id"], kind=event["type"], payload=event)
    return HttpResponse("ok", content_type="text/plain")


@job("stripe.event", attempts=FOR_EVER)
def settle_event(*, event_id: int) -> None:
    """Bring our books to what Stripe now says of the payment an event is about."""
    event = ProviderEvent.objects.get(pk=event_id)
    if event.settled_at:
        return
    about = event.payload["data"]["object"]
    if event.kind in KEEPING_EVENTS:
        follow_keeping(event.kind, about["id"])
        mark_settled(event)
        return
    payment = _payment_of(about)
    if payment and event.kind in DISPUTE_EVENTS:
        settle_dispute(payment, look_up_dispute(about["id"]), by=NAME)
    elif payment and event.kind in INTENT_EVENTS:
        check_payment(payment, by=NAME)
    elif payment:
        _book_refunds(payment)
    mark_settled(event)


def _payment_of(about: dict[str, Any]) -> Payment | None:
    """Ours, if the event is about one of ours."""
    is_intent = about["object"] == "payment_intent"
    reference = about["id"] if is_intent else about.get("payment_intent")
    if not reference:
        return None
    key = key_in((about.get("metadata") or {}).get("payment"))
    return payment_told_of(NAME, reference=reference, key=key)


def _book_refunds(payment: Payment) -> None:
    """Book what has been given back, by us or in Stripe's dashboard, and what the
    buyer's bank has sent back to us."""
    for made in refunds_of(payment.reference):
        refund = _refund_of(payment, made)
        if made.failure and refund:
            return_refund(
                refund, reference=made.reference, failure=made.failure, by=NAME
            )
        elif made.is_done and refund:
            finish_refund(refund, reference=made.reference, by=NAME)
        elif made.is_done:
            book_refund(payment, amount=made.amount, reference=made.reference, by=NAME)


def _refund_of(payment: Payment, made: GivenBack) -> Refund | None:
    """Ours, or the one we wrote down for what was made in the dashboard."""
    key = key_in(made.key)
    ours = Q(key=key) if key else Q(reference=made.reference)
    return payment.refunds.filter(ours).first()
