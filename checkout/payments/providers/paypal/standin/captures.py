"""Money taken by the stand-in and given back, never more than was taken."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from checkout.payments.providers.paypal.standin.amounts import read_amount
from checkout.payments.providers.paypal.standin.answers import Answer, Body
from checkout.payments.providers.paypal.standin.events import tell
from checkout.payments.providers.paypal.standin.faults import ApiFault
from checkout.payments.providers.paypal.standin.objects import (
    find,
    link,
    new_id,
    now,
    text_in,
)
from checkout.payments.standin.models import StandinObject
from shop.jobs.queue import enqueue
from shop.jobs.registry import job
from shop.money.amounts import ZERO

KIND, REFUND = "paypal_capture", "paypal_refund"
REVIEW_TAKES = timedelta(minutes=2)


def make(order: StandinObject, unit: dict[str, Any], *, is_slow: bool) -> StandinObject:
    """Take the money of an order; what is slow waits for a review."""
    capture_id = new_id()
    money = {name: unit["amount"][name] for name in ("currency_code", "value")}
    status = "PENDING" if is_slow else "COMPLETED"
    capture = StandinObject.objects.create(
        id=capture_id,
        kind=KIND,
        data={
            "id": capture_id,
            "status": status,
            "amount": money,
            "final_capture": True,
            "custom_id": unit.get("custom_id", ""),
            "invoice_id": unit.get("invoice_id", ""),
            "supplementary_data": {"related_ids": {"order_id": order.pk}},
            "create_time": now(),
            "update_time": now(),
            "links": [
                link("self", f"/v2/payments/captures/{capture_id}"),
                link("refund", f"/v2/payments/captures/{capture_id}/refund", "POST"),
                link("up", f"/v2/checkout/orders/{order.pk}"),
            ],
        },
        hidden={"order": order.pk, "invoice": unit.get("invoice_id", "")},
    )
    if is_slow:
        capture.change(status_details={"reason": "PENDING_REVIEW"})
        run_at = timezone.now() + REVIEW_TAKES
        enqueue("paypal_standin.review", run_at=run_at, capture_id=capture_id)
    tell(f"PAYMENT.CAPTURE.{status}", "capture", capture.data)
    return capture


@job("paypal_standin.review")
def review(capture_id: str) -> None:
    end_review(capture_id, is_passed=True)


@transaction.atomic
def end_review(capture_id: str, *, is_passed: bool) -> None:
    """The money comes after all, or does not."""
    capture = find(KIND, capture_id, lock=True)
    if capture.data["status"] != "PENDING":
        return
    _change(capture, status="COMPLETED" if is_passed else "DECLINED")
    event = "COMPLETED" if is_passed else "DENIED"
    tell(f"PAYMENT.CAPTURE.{event}", "capture", capture.data)


def find_capture(capture_id: str) -> StandinObject:
    return find(KIND, capture_id)


def refund(capture_id: str, body: Body) -> Answer:
    capture = find(KIND, capture_id, lock=True)
    if capture.data["status"] in {"PENDING", "DECLINED"}:
        raise ApiFault("PENDING_CAPTURE", "Cannot refund a capture that is pending.")
    amount = _amount(capture, body)
    refund_id = new_id()
    currency = capture.data["amount"]["currency_code"]
    made = StandinObject.objects.create(
        id=refund_id,
        kind=REFUND,
        data={
            "id": refund_id,
            "status": "COMPLETED",
            "amount": {"currency_code": currency, "value": str(amount)},
            "custom_id": text_in(body, "custom_id") or capture.data["custom_id"],
            "invoice_id": text_in(body, "invoice_id"),
            "note_to_payer": text_in(body, "note_to_payer"),
            "create_time": now(),
            "update_time": now(),
            "links": [
                link("self", f"/v2/payments/refunds/{refund_id}"),
                link("up", f"/v2/payments/captures/{capture_id}"),
            ],
        },
        hidden={"capture": capture_id},
    )
    is_all = _left(capture) == 0
    _change(capture, status="REFUNDED" if is_all else "PARTIALLY_REFUNDED")
    _show_refund(capture, made)
    tell("PAYMENT.CAPTURE.REFUNDED", "refund", made.data)
    return Answer(made.data, status=201)


def dispute(capture_id: str, *, reason: str) -> None:
    """The buyer complains at PayPal."""
    capture = find(KIND, capture_id)
    tell(
        "CUSTOMER.DISPUTE.CREATED",
        "dispute",
        {
            "dispute_id": f"PP-D-{new_id(5)}",
            "create_time": now(),
            "disputed_transactions": [
                {
                    "seller_transaction_id": capture_id,
                    "invoice_number": capture.data["invoice_id"],
                    "custom": capture.data["custom_id"],
                }
            ],
            "reason": reason,
            "status": "OPEN",
            "dispute_amount": capture.data["amount"],
        },
    )


def _amount(capture: StandinObject, body: Body) -> Decimal:
    left = _left(capture)
    if not left:
        raise ApiFault(
            "CAPTURE_FULLY_REFUNDED", "The capture has already been fully refunded."
        )
    given = body.get("amount")
    if given is None:
        return left
    amount = read_amount(given, "/amount", least=Decimal("0.01"))
    if given["currency_code"] != capture.data["amount"]["currency_code"]:
        raise ApiFault("REFUND_CAPTURE_CURRENCY_MISMATCH", "The currencies differ.")
    if amount > left:
        raise ApiFault(
            "REFUND_AMOUNT_EXCEEDED",
            "The refund amount must be less than or equal to the capture amount that"
            " has not yet been refunded.",
        )
    return amount


def _left(capture: StandinObject) -> Decimal:
    refunds = StandinObject.objects.of(REFUND).filter(hidden__capture=capture.pk)
    given = sum((Decimal(one.data["amount"]["value"]) for one in refunds), ZERO)
    return Decimal(capture.data["amount"]["value"]) - given


def _change(capture: StandinObject, *, status: str) -> None:
    """Also where its order shows it."""
    capture.change(status=status, update_time=now())
    order = find("paypal_order", capture.hidden["order"], lock=True)
    order.data["purchase_units"][0]["payments"]["captures"] = [capture.data]
    order.save(update_fields=["data"])


def _show_refund(capture: StandinObject, made: StandinObject) -> None:
    order = find("paypal_order", capture.hidden["order"], lock=True)
    payments = order.data["purchase_units"][0]["payments"]
    payments["refunds"] = [*payments.get("refunds", []), made.data]
    order.save(update_fields=["data"])
