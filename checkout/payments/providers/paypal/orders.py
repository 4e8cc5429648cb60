"""Orders at PayPal: made once for a payment, approved by the buyer there, captured
once by us."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from checkout.orders.models import Order
from checkout.payments.models import Payment
from checkout.payments.providers.paypal.breakdown import purchase
from checkout.payments.providers.paypal.client import (
    Refused,
    page_base,
    read,
    write,
)
from checkout.payments.providers.paypal.currencies import NotPayable, from_paypal
from checkout.payments.providers.paypal.failures import (
    EXPIRED,
    MAY_CHOOSE_ANEW,
    SENTENCES,
    sentence_for,
)
from checkout.payments.providers.protocol import Finding, PaymentFailed
from checkout.payments.saved.models import SavedMethod
from shop.merchant.models import Merchant

NAME = "paypal"
TAKEN = {"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"}
REFUSED = {"DECLINED", "FAILED"}
# where PayPal waits for the buyer
BUYER_LINKS = {"approve", "payer-action"}


def make_order(payment: Payment) -> dict[str, Any]:
    """Make PayPal's order for a payment; a second call answers as the first did.

    What the buyer has kept is charged at once. Raises PaymentFailed.
    """
    try:
        return write("/v2/checkout/orders", _body(payment), key=str(payment.key))
    except NotPayable as refusal:
        raise PaymentFailed(
            _("PayPal cannot take this amount in this currency."), retry=False
        ) from refusal
    except Refused as refusal:
        if refusal.issue in SENTENCES:
            raise PaymentFailed(sentence_for(refusal.issue), retry=False) from refusal
        raise


def read_order(reference: str) -> dict[str, Any] | None:
    """None for one that PayPal has forgotten: nobody finished it in time."""
    try:
        return read(f"/v2/checkout/orders/{reference}")
    except Refused as refusal:
        if refusal.status != 404:
            raise
        return None


def capture_order(payment: Payment, order: dict[str, Any]) -> Finding:
    """Take the money of an order that the buyer has approved.

    The key belongs to this approval: a lost answer is asked for again, while another
    try after a decline is another capture. PayPal itself captures an order once.
    """
    key = f"{payment.key}-{order.get('update_time', '')}"
    try:
        captured = write(f"/v2/checkout/orders/{order['id']}/capture", {}, key=key)
    except Refused as refusal:
        return _finding_of_refusal(payment, str(order["id"]), refusal)
    return finding_of(captured, language=payment.order.language)


def finding_of(order: dict[str, Any], *, language: str) -> Finding:
    """What an order says; why it failed is told in the buyer's language."""
    reference = str(order["id"])
    captures = captures_of(order)
    for capture in captures:
        if capture["status"] in TAKEN:
            return Finding(
                Payment.Status.CAPTURED,
                captured=from_paypal(capture["amount"]),
                reference=reference,
                movement=str(capture["id"]),
            )
    if order["status"] == "VOIDED":
        return Finding(Payment.Status.CANCELLED, reference=reference)
    if captures and all(capture["status"] in REFUSED for capture in captures):
        with override(language):
            failure = sentence_for("TRANSACTION_REFUSED")
        return Finding(Payment.Status.FAILED, reference=reference, failure=failure)
    return Finding(
        Payment.Status.PENDING, reference=reference, is_processing=bool(captures)
    )


def captures_of(order: dict[str, Any]) -> list[dict[str, Any]]:
    return _payments_of(order, "captures")


def refunds_in(order: dict[str, Any]) -> list[dict[str, Any]]:
    return _payments_of(order, "refunds")


def is_under_way(order: dict[str, Any]) -> bool:
    """Whether money has come or may still come of it, without another word of ours."""
    return any(capture["status"] not in REFUSED for capture in captures_of(order))


def page_for_buyer(order: dict[str, Any]) -> str:
    """Where the buyer approves, or chooses anew after a decline."""
    for link in order.get("links") or ():
        if link["rel"] in BUYER_LINKS:
            return str(link["href"])
    return f"{page_base()}/checkoutnow?{urlencode({'token': order['id']})}"


def page_of(order: Order) -> str:
    """Our page for the payment: the same on every call, so that a repeated one is the
    same request."""
    with override(order.language):
        return f"{settings.SITE_URL}{reverse('order_payment', args=[order.token])}"


def _finding_of_refusal(payment: Payment, reference: str, refusal: Refused) -> Finding:
    language = payment.order.language
    if refusal.issue in {"ORDER_ALREADY_CAPTURED", "ORDER_NOT_APPROVED"}:
        found = read_order(reference)
        if found:
            return finding_of(found, language=language)
    with override(language):
        if refusal.issue in MAY_CHOOSE_ANEW:
            failure = sentence_for(refusal.issue)
            return Finding(Payment.Status.PENDING, reference=reference, failure=failure)
        if refusal.issue in SENTENCES:
            failure = sentence_for(refusal.issue)
            return Finding(Payment.Status.FAILED, reference=reference, failure=failure)
        if refusal.status == 404 or refusal.issue == "ORDER_EXPIRED":
            return Finding(
                Payment.Status.FAILED, reference=reference, failure=str(EXPIRED)
            )
    raise refusal


def _payments_of(order: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    units: Iterable[dict[str, Any]] = order.get("purchase_units") or ()
    return [
        one for unit in units for one in (unit.get("payments") or {}).get(kind) or ()
    ]


def _body(payment: Payment) -> dict[str, Any]:
    order = payment.order
    unit = purchase(order, amount=payment.amount) | {
        "description": order.number,
        "custom_id": str(payment.key),
        # PayPal takes money once for an invoice: a net below the keys
        "invoice_id": f"{order.number}-{payment.pk}",
    }
    address = _address(order)
    if address:
        unit["shipping"] = address
    return {
        "intent": "CAPTURE",
        "purchase_units": [unit],
        "payment_source": {"paypal": _source(payment, has_address=bool(address))},
    }


def _source(payment: Payment, *, has_address: bool) -> dict[str, Any]:
    if payment.saved_method:
        return {
            "vault_id": payment.saved_method.reference,
            "stored_credential": {
                "payment_initiator": "MERCHANT",
                "usage": "SUBSEQUENT",
                "usage_pattern": "IMMEDIATE",
            },
        }
    page = page_of(payment.order)
    source: dict[str, Any] = {
        "experience_context": {
            "brand_name": Merchant.current().name[:127],
            "shipping_preference": (
                "SET_PROVIDED_ADDRESS" if has_address else "NO_SHIPPING"
            ),
            # goods leave when the money is here: no cheques
            "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
            "user_action": "PAY_NOW",
            "return_url": page,
            "cancel_url": f"{page}?unpaid=1",
        }
    }
    if payment.wants_keeping:
        source["attributes"] = _keeping(payment)
    return source


def _keeping(payment: Payment) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "vault": {"store_in_vault": "ON_SUCCESS", "usage_type": "MERCHANT"}
    }
    known = (
        SavedMethod.objects.filter(user=payment.order.user, provider=NAME)
        .exclude(customer_reference="")
        .order_by("-pk")
        .first()
    )
    if known:
        attributes["customer"] = {"id": known.customer_reference}
    return attributes


def _address(order: Order) -> dict[str, Any]:
    """Where the parcel goes, {} where PayPal would not take it for an address."""
    given = order.shipping_address
    written = {
        "address_line_1": given.get("street"),
        "address_line_2": given.get("street2"),
        "admin_area_2": given.get("city"),
        "admin_area_1": given.get("region"),
        "postal_code": given.get("postcode"),
        "country_code": given.get("country"),
    }
    needed = ("address_line_1", "admin_area_2", "country_code")
    if not all(written[name] for name in needed):
        return {}
    return {
        "type": "SHIPPING",
        "name": {"full_name": str(given.get("name") or order.name)[:300]},
        "address": {name: value for name, value in written.items() if value},
    }
