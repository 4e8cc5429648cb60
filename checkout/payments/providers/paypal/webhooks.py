"""What PayPal tells us: verified, stored under its id, answered, then worked on.

An event only says that something has changed. What is true now we read from PayPal, so
that events may come in any order and any number of times.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from checkout.orders.models import OrderEvent
from checkout.payments.checking import check_payment
from checkout.payments.disputes.settling import settle_dispute
from checkout.payments.hearing import (
    keep_event,
    key_in,
    mark_settled,
    payment_told_of,
)
from checkout.payments.models import LedgerEntry, Payment, ProviderEvent
from checkout.payments.providers.paypal.currencies import from_paypal
from checkout.payments.providers.paypal.disputes import dispute_in
from checkout.payments.providers.paypal.keeping_news import (
    KEEPING_EVENTS,
    follow_keeping,
)
from checkout.payments.providers.paypal.orders import NAME, read_order, refunds_in
from checkout.payments.providers.paypal.refunds import NOT_MADE
from checkout.payments.providers.paypal.signatures import (
    CertificateOutOfReach,
    NotFromPayPal,
    verify,
)
from checkout.payments.refunding import book_refund, finish_refund, return_refund
from shop.jobs.registry import FOR_EVER, job

ORDER_EVENTS = {
    "CHECKOUT.ORDER.APPROVED",
    "CHECKOUT.ORDER.COMPLETED",
    "CHECKOUT.PAYMENT-APPROVAL.REVERSED",
}
CAPTURE_EVENTS = {
    "PAYMENT.CAPTURE.COMPLETED",
    "PAYMENT.CAPTURE.PENDING",
    "PAYMENT.CAPTURE.DENIED",
    "PAYMENT.CAPTURE.DECLINED",
}
REFUND_EVENTS = {"PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.FAILED"}
DISPUTE_EVENTS = {
    "CUSTOMER.DISPUTE.CREATED",
    "CUSTOMER.DISPUTE.UPDATED",
    "CUSTOMER.DISPUTE.RESOLVED",
}
REVERSED = "PAYMENT.CAPTURE.REVERSED"
HEARD = (
    ORDER_EVENTS
    | CAPTURE_EVENTS
    | REFUND_EVENTS
    | DISPUTE_EVENTS
    | KEEPING_EVENTS
    | {REVERSED}
)


@csrf_exempt
@require_POST
def hook(request: HttpRequest) -> HttpResponse:
    """Where PayPal posts its events."""
    try:
        verify(request.body, request.headers, webhook_id=settings.PAYPAL_WEBHOOK_ID)
        event = json.loads(request.body)
    except (NotFromPayPal, ValueError):
        return HttpResponse("The signature does not fit.", status=400)
    except CertificateOutOfReach:
        return HttpResponse("Please try again later.", status=503)

    if event["event_type"] in HEARD:
        keep_event(NAME, event_id=event["id"], kind=event["event_type"], payload=event)
    return HttpResponse("ok", content_type="text/plain")


@job("paypal.event", attempts=FOR_EVER)
def settle_event(*, event_id: int) -> None:
    """Bring our books to what PayPal now says of the payment an event is about."""
    event = ProviderEvent.objects.get(pk=event_id)
    if event.settled_at:
        return
    about = event.payload["resource"]
    if event.kind in KEEPING_EVENTS:
        follow_keeping(event.kind, about)
        mark_settled(event)
        return
    payment = _payment_of(event.kind, about)
    if payment:
        _settle(event.kind, payment, about)
    mark_settled(event)


def _settle(kind: str, payment: Payment, about: dict[str, Any]) -> None:
    if kind in DISPUTE_EVENTS:
        settle_dispute(payment, dispute_in(about), by=NAME)
    elif kind == REVERSED:
        _book_reversal(payment, about)
    elif kind in REFUND_EVENTS:
        _book_refunds(payment)
    else:
        check_payment(payment, by=NAME)


def _payment_of(kind: str, about: dict[str, Any]) -> Payment | None:
    if kind in ORDER_EVENTS:
        units = about.get("purchase_units") or [{}]
        reference = about.get("id") or about.get("order_id") or ""
        return _told_of(reference, units[0].get("custom_id"))
    if kind in DISPUTE_EVENTS:
        disputed = (about.get("disputed_transactions") or [{}])[0]
        captured = disputed.get("seller_transaction_id") or ""
        return _paid_by(captured) or _told_of("", disputed.get("custom"))
    related = (about.get("supplementary_data") or {}).get("related_ids") or {}
    found = _paid_by(_capture_named_in(about))
    return found or _told_of(related.get("order_id") or "", about.get("custom_id"))


def _told_of(reference: str, custom_id: str | None) -> Payment | None:
    return payment_told_of(NAME, reference=str(reference), key=key_in(custom_id))


def _paid_by(capture: str) -> Payment | None:
    entry = (
        LedgerEntry.objects.filter(
            payment__provider=NAME, kind=LedgerEntry.Kind.CAPTURED, reference=capture
        )
        .select_related("payment__order")
        .first()
    )
    return entry.payment if entry else None


def _capture_named_in(about: dict[str, Any]) -> str:
    """A refund points up to its capture."""
    for link in about.get("links") or ():
        if link.get("rel") == "up":
            return str(link.get("href", "")).rstrip("/").rpartition("/")[2]
    return str(about.get("id", ""))


def _book_refunds(payment: Payment) -> None:
    """Book what has been given back, by us or at PayPal, and what came back to us."""
    order = read_order(payment.reference) or {}
    for made in refunds_in(order):
        reference, key = str(made["id"]), key_in(made.get("custom_id"))
        ours = Q(reference=reference) | Q(key=key) if key else Q(reference=reference)
        refund = payment.refunds.filter(ours).first()
        if made["status"] in NOT_MADE and refund:
            return_refund(
                refund, reference=reference, failure=str(made["status"]), by=NAME
            )
        elif made["status"] == "COMPLETED" and refund:
            finish_refund(refund, reference=reference, by=NAME)
        elif made["status"] == "COMPLETED":
            amount = from_paypal(made["amount"])
            book_refund(payment, amount=amount, reference=reference, by=NAME)


@transaction.atomic
def _book_reversal(payment: Payment, about: dict[str, Any]) -> None:
    """PayPal has taken the money back: the books must not say that we have it. Staff
    are told, once."""
    amount, reference = from_paypal(about["amount"]), str(about["id"])
    Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)
    if payment.refunds.filter(reference=reference).exists():
        return
    book_refund(payment, amount=amount, reference=reference, by=NAME)
    payment.order.record(
        OrderEvent.Kind.NOTE, by=NAME, about="payment_reversed", amount=str(amount)
    )
