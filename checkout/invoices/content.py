"""What stands on an invoice (Directive 2006/112/EC Art. 226), frozen when issued."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from checkout.orders.models import Order, OrderLine
from shop.languages.writing import percent_text
from shop.merchant.models import Merchant
from shop.money.amounts import ZERO, Taxed
from shop.places.countries import in_vat_area

_SELLER = (
    "name",
    "legal_name",
    "registration_number",
    "vat_number",
    "street",
    "postcode",
    "city",
    "country",
    "email",
    "phone",
    "bank_name",
    "iban",
    "bic",
)


def groups_of(rows: Iterable[dict[str, str]]) -> list[Taxed]:
    return [
        Taxed(Decimal(row["gross"]), Decimal(row["vat"]), Decimal(row["rate"]))
        for row in rows
    ]


def rows_of(groups: Iterable[Taxed]) -> list[dict[str, str]]:
    return [
        {
            "rate": str(group.rate),
            "net": str(group.net),
            "vat": str(group.vat),
            "gross": str(group.gross),
        }
        for group in groups
    ]


def invoice_content(order: Order, *, supplied_at: datetime) -> dict[str, Any]:
    lines = list(order.lines.order_by("pk"))
    return {
        **_heads(order),
        "supplied_on": supplied_at.date().isoformat(),
        "lines": [*map(_line, lines), *_extras(order, lines)],
        "groups": order.vat_groups,
    }


def credit_content(
    order: Order, *, corrects: str, groups: list[Taxed], reason: str
) -> dict[str, Any]:
    with override(order.language):
        words = _("Refund")
    return {
        **_heads(order),
        "corrects": corrects,
        "reason": reason,
        "lines": [
            _row(f"{words}, {percent_text(group.rate, order.language)}", group)
            if len(groups) > 1
            else _row(words, group)
            for group in groups
        ],
        "groups": rows_of(groups),
    }


def _heads(order: Order) -> dict[str, Any]:
    merchant = Merchant.objects.filter(pk=1).first() or Merchant()
    return {
        "seller": {name: getattr(merchant, name) for name in _SELLER},
        "buyer": {**order.billing_address, "vat_number": order.vat_number},
        "delivery": order.shipping_address,
        "order": order.number,
        "ordered_on": localtime(order.placed_at).date().isoformat(),
        "language": order.language,
        "note": _note(order, merchant),
    }


def _note(order: Order, merchant: Merchant) -> str:
    """Why the VAT is what it is, where that is not plain."""
    postcode = order.shipping_address.get("postcode", "")
    if order.is_reverse_charge:
        return "reverse_charge"
    if not in_vat_area(order.country, postcode):
        return "" if order.vat else "export"
    return "destination" if order.country != merchant.country else ""


def _line(line: OrderLine) -> dict[str, Any]:
    unit = Taxed.from_gross(line.unit_price, line.vat_rate, line.order.currency)
    return {
        "title": line.title,
        "sku": line.sku,
        "is_gift_card": line.is_gift_card,
        "quantity": line.quantity,
        "unit_net": str(unit.net),
        "discount": str(line.discount),
        "rate": str(line.vat_rate),
        "net": str(line.gross - line.vat),
        "vat": str(line.vat),
        "gross": str(line.gross),
    }


def _extras(order: Order, lines: list[OrderLine]) -> list[dict[str, Any]]:
    """Delivery and fee have the VAT of the goods, in proportion."""
    with override(order.language):
        if order.shipping and order.fee:
            words = _("Delivery and payment fee")
        else:
            words = _("Payment fee") if order.fee else _("Delivery")
    rows = []
    for group in groups_of(order.vat_groups):
        own = [line for line in lines if line.vat_rate == group.rate]
        gross = group.gross - sum((line.gross for line in own), ZERO)
        vat = group.vat - sum((line.vat for line in own), ZERO)
        if gross:
            rows.append(_row(words, Taxed(gross, vat, group.rate)))
    return rows


def _row(title: str, amount: Taxed) -> dict[str, Any]:
    return {
        "title": title,
        "sku": "",
        "quantity": 1,
        "unit_net": str(amount.net),
        "discount": "0",
        "rate": str(amount.rate),
        "net": str(amount.net),
        "vat": str(amount.vat),
        "gross": str(amount.gross),
    }
