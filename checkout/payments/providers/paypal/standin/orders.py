"""Orders of the stand-in, and what they are paid with."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from checkout.payments.providers.paypal.standin import captures, vault
from checkout.payments.providers.paypal.standin.amounts import check_sums
from checkout.payments.providers.paypal.standin.answers import Answer, Body
from checkout.payments.providers.paypal.standin.events import tell
from checkout.payments.providers.paypal.standin.faults import ApiFault, invalid
from checkout.payments.providers.paypal.standin.objects import (
    BUYER,
    find,
    link,
    new_id,
    now,
    text_in,
)
from checkout.payments.standin.models import StandinObject

KIND = "paypal_order"
DECLINED = (
    "The instrument presented was either declined by the processor or bank, or it"
    " can't be used for this payment."
)


def create(body: Body) -> Answer:
    unit = _unit(body)
    source = (body.get("payment_source") or {}).get("paypal") or {}
    context = source.get("experience_context") or {}
    order_id = new_id()
    order = StandinObject(
        id=order_id,
        kind=KIND,
        data={
            "id": order_id,
            "intent": "CAPTURE",
            "status": "PAYER_ACTION_REQUIRED",
            "payment_source": {"paypal": {}},
            "purchase_units": [{"reference_id": "default", **unit}],
            "create_time": now(),
            "links": [_self(order_id), _payer_action(order_id)],
        },
        hidden={
            "return_url": text_in(context, "return_url"),
            "cancel_url": text_in(context, "cancel_url"),
            "brand_name": text_in(context, "brand_name"),
            "attributes": source.get("attributes") or {},
        },
    )
    if vault_id := text_in(source, "vault_id"):
        _charge_kept(order, vault_id)
    elif not order.hidden["return_url"]:
        raise invalid("MISSING_REQUIRED_PARAMETER", "return_url")
    order.save()
    return Answer(order.data, status=201)


def find_order(order_id: str, *, lock: bool = False) -> StandinObject:
    return find(KIND, order_id, lock=lock)


@transaction.atomic
def approve(order_id: str, *, pays_with: str) -> None:
    """What the buyer does at PayPal; `pays_with` is good, declined or slow."""
    order = find_order(order_id, lock=True)
    if order.data["status"] == "COMPLETED":
        return
    order.hidden |= {"pays_with": pays_with}
    order.change(
        status="APPROVED",
        payment_source={"paypal": {**BUYER, "account_status": "VERIFIED"}},
        update_time=now(),
        links=[_self(order_id), _capture_link(order_id)],
    )
    tell("CHECKOUT.ORDER.APPROVED", "checkout-order", order.data)


def capture(order_id: str) -> Answer:
    order = find_order(order_id, lock=True)
    if order.data["status"] == "COMPLETED":
        raise ApiFault("ORDER_ALREADY_CAPTURED", "Order already captured.")
    if order.data["status"] != "APPROVED":
        raise ApiFault(
            "ORDER_NOT_APPROVED", "Payer has not yet approved the Order for payment."
        )
    if order.hidden["pays_with"] == "declined":
        again = {**_payer_action(order_id), "rel": "redirect"}
        raise ApiFault("INSTRUMENT_DECLINED", DECLINED, links=(again,))
    _complete(order, is_slow=order.hidden["pays_with"] == "slow")
    order.save(update_fields=["data", "hidden"])
    return Answer(order.data, status=201)


def _charge_kept(order: StandinObject, vault_id: str) -> None:
    """Without the buyer, and at once."""
    token = vault.find_token(vault_id)
    if token.hidden["pays_with"] == "declined":
        raise ApiFault("INSTRUMENT_DECLINED", DECLINED)
    source = {**BUYER, "account_status": "VERIFIED"}
    order.data |= {"payment_source": {"paypal": source}}
    order.hidden |= {"pays_with": token.hidden["pays_with"]}
    if token.hidden["pays_with"] == "asks":
        return
    _complete(order, is_slow=False)


def _complete(order: StandinObject, *, is_slow: bool) -> None:
    unit = order.data["purchase_units"][0]
    _need_new_invoice(unit, order.pk)
    made = captures.make(order, unit, is_slow=is_slow)
    unit["payments"] = {"captures": [made.data]}
    order.data |= {
        "status": "COMPLETED",
        "update_time": now(),
        "links": [_self(order.pk)],
    }
    wanted = order.hidden["attributes"]
    if (wanted.get("vault") or {}).get("store_in_vault") == "ON_SUCCESS":
        kept = vault.keep_with(order.pk, wanted, pays_with=order.hidden["pays_with"])
        order.data["payment_source"]["paypal"]["attributes"] = {"vault": kept}


def _need_new_invoice(unit: dict[str, Any], order_id: str) -> None:
    invoice = unit.get("invoice_id")
    others = StandinObject.objects.of("paypal_capture").exclude(hidden__order=order_id)
    if invoice and others.filter(hidden__invoice=invoice).exists():
        raise ApiFault(
            "DUPLICATE_INVOICE_ID",
            "Duplicate Invoice ID detected. To avoid a potential duplicate transaction"
            " your account setting requires that Invoice Id be unique.",
        )


def _unit(body: Body) -> dict[str, Any]:
    units = body.get("purchase_units")
    if body.get("intent") != "CAPTURE":
        raise invalid("INVALID_PARAMETER_VALUE", "/intent")
    if not isinstance(units, list) or len(units) != 1 or not isinstance(units[0], dict):
        raise invalid("INVALID_ARRAY_LENGTH", "/purchase_units")
    unit: dict[str, Any] = units[0]
    if not isinstance(unit.get("amount"), dict):
        raise invalid("MISSING_REQUIRED_PARAMETER", "/purchase_units/@0/amount")
    check_sums(unit)
    address = (unit.get("shipping") or {}).get("address")
    if address and len(str(address.get("country_code", ""))) != 2:
        raise invalid("INVALID_PARAMETER_SYNTAX", "shipping/address/country_code")
    return unit


def _self(order_id: str) -> dict[str, str]:
    return link("self", f"/v2/checkout/orders/{order_id}")


def _capture_link(order_id: str) -> dict[str, str]:
    return link("capture", f"/v2/checkout/orders/{order_id}/capture", "POST")


def _payer_action(order_id: str) -> dict[str, str]:
    return link("payer-action", f"/checkoutnow?token={order_id}")
