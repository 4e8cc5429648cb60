"""Which amounts the stand-in takes, and that their parts agree, in PayPal's words."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from checkout.payments.providers.paypal.currencies import SUPPORTED, WITHOUT_DECIMALS
from checkout.payments.providers.paypal.standin.faults import ApiFault, invalid
from shop.money.amounts import ZERO

ADDED = ("item_total", "tax_total", "shipping", "handling", "insurance")
TAKEN_OFF = ("discount", "shipping_discount")


def read_amount(money: Any, field: str, *, least: Decimal = ZERO) -> Decimal:
    if not isinstance(money, dict):
        raise invalid("MISSING_REQUIRED_PARAMETER", field)
    currency, value = money.get("currency_code"), money.get("value")
    if currency not in SUPPORTED:
        raise ApiFault("CURRENCY_NOT_SUPPORTED", "This currency is not supported.")
    try:
        amount = Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise invalid("INVALID_PARAMETER_SYNTAX", f"{field}/value")
    places = 0 if currency in WITHOUT_DECIMALS else 2
    if -int(amount.as_tuple().exponent) > places:
        raise ApiFault("DECIMAL_PRECISION", "The amount has too many decimals.")
    if amount < least:
        raise ApiFault("CANNOT_BE_ZERO_OR_NEGATIVE", "Must be greater than zero.")
    return amount


def check_sums(unit: dict[str, Any]) -> None:
    """Raises ApiFault where the parts are not the whole."""
    amount = unit["amount"]
    whole = read_amount(amount, "/purchase_units/@0/amount", least=Decimal("0.01"))
    breakdown = amount.get("breakdown") or {}
    parts = {name: read_amount(breakdown[name], name) for name in breakdown}
    if parts:
        added = sum((parts.get(name, ZERO) for name in ADDED), ZERO)
        off = sum((parts.get(name, ZERO) for name in TAKEN_OFF), ZERO)
        if added - off != whole:
            raise ApiFault(
                "AMOUNT_MISMATCH",
                "Should equal item_total + tax_total + shipping + handling + insurance"
                " - shipping_discount - discount.",
            )
    if items := unit.get("items"):
        _check_items(items, parts)


def _check_items(items: list[dict[str, Any]], parts: dict[str, Decimal]) -> None:
    if "item_total" not in parts:
        raise ApiFault("ITEM_TOTAL_REQUIRED", "Items need an item_total.")
    sums = [_sums_of(item) for item in items]
    if sum((price for price, _ in sums), ZERO) != parts["item_total"]:
        raise ApiFault(
            "ITEM_TOTAL_MISMATCH",
            "Should equal sum of (unit_amount * quantity) across all items.",
        )
    if sum((tax for _, tax in sums), ZERO) != parts.get("tax_total", ZERO):
        raise ApiFault(
            "TAX_TOTAL_MISMATCH",
            "Should equal sum of (tax * quantity) across all items.",
        )


def _sums_of(item: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """Price and tax of all pieces of an item."""
    if not 0 < len(str(item.get("name", ""))) <= 127:
        raise invalid("INVALID_STRING_LENGTH", "/purchase_units/@0/items/name")
    count = str(item.get("quantity", ""))
    if not count.isdecimal() or not int(count):
        raise invalid("INVALID_PARAMETER_SYNTAX", "/purchase_units/@0/items/quantity")
    price = read_amount(item.get("unit_amount"), "items/unit_amount")
    tax = read_amount(item["tax"], "items/tax") if "tax" in item else ZERO
    return price * int(count), tax * int(count)
