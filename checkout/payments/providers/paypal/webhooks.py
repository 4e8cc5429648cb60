"""What PayPal tells us: verified, stored under its id, answered, then worked on.

An event only says that something has changed. What is true now we read from PayPal, so
that events may come in any order and any number of times.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from checkout.orders.models import OrderEvent
from checkout.payments.checking import check_payment
from checkout.payments.hearing import keep_event, mark_settled, payment_told_of
from checkout.payments.models import LedgerEntry, Payment, ProviderEvent, Refund
from checkout.payments.providers.paypal.currencies import from_paypal
from checkout.payments.providers.paypal.keeping_news import (
    KEEPING_EVENTS,
    follow_keeping,
)
from checkout.payments.providers.paypal.orders import NAME, read_order, refunds_in
from checkout.payments.providers.paypal.refunds import key_in
from checkout.payments.providers.paypal.signatures import (
    CertificateOutOfReach,
    NotFromPayPal,
    verify,
)
from checkout.payments.refunding import book_refund, finish_refund
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
REFUND_EVENTS = {"PAYMENT.CAPTURE.REFUNDED"}
# what people have to deal with, by the name it has in the order's history
STAFF_EVENTS = {
    "CUSTOMER.DISPUTE.CREATED": "dispute",
    "PAYMENT.REFUND.FAILED": "refund_failed",
    "PAYMENT.CAPTURE.REVERSED": "payment_reversed",
}
HEARD = (
    ORDER_EVENTS | CAPTURE_EVENTS | REFUND_EVENTS | STAFF_EVENTS.keys() | KEEPING_EVENTS
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
    if payment and event.kind in STAFF_EVENTS:
        _note(event, payment, about)
        return
    if payment and event.kind in REFUND_EVENTS:
        _book_refunds(payment)
    elif payment:
        check_payment(payment, by=NAME)
    mark_settled(event)


def _payment_of(kind: str, about: dict[str, Any]) -> Payment | None:
    if kind in ORDER_EVENTS:
        units = about.get("purchase_units") or [{}]
        reference = about.get("id") or about.get("order_id") or ""
        return _told_of(reference, units[0].get("custom_id"))
    if kind == "CUSTOMER.DISPUTE.CREATED":
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
    """Book what has been given back, by us or at PayPal."""
    order = read_order(payment.reference) or {}
    for made in refunds_in(order):
        if made["status"] != "COMPLETED":
            continue
        reference, key = str(made["id"]), key_in(made.get("custom_id"))
        refund = payment.refunds.filter(key=key).first() if key else None
        if refund:
            finish_refund(refund, reference=reference, by=NAME)
        else:
            amount = from_paypal(made["amount"])
            book_refund(payment, amount=amount, reference=reference, by=NAME)


@transaction.atomic
def _note(event: ProviderEvent, payment: Payment, about: dict[str, Any]) -> None:
    """Tell staff, once, what only people can deal with."""
    if not mark_settled(event):
        return
    amount = from_paypal(about.get("dispute_amount") or about["amount"])
    if event.kind == "PAYMENT.REFUND.FAILED":
        Refund.objects.filter(payment=payment, reference=about["id"]).update(
            failure="failed"
        )
    if event.kind == "PAYMENT.CAPTURE.REVERSED":
        # PayPal has taken the money back: the books must not say that we have it
        book_refund(payment, amount=amount, reference=str(about["id"]), by=NAME)
    payment.order.record(
        OrderEvent.Kind.NOTE,
        by=NAME,
        about=STAFF_EVENTS[event.kind],
        amount=str(amount),
        reason=str(about.get("reason") or ""),
    )
