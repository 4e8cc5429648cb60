"""A parcel of ours in the words of EasyPost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from checkout.parcels.models import Parcel
from shop.merchant.models import Merchant
from shop.places.countries import EU

GRAMS_PER_OUNCE = Decimal("28.349523125")


def shipment_params(parcel: Parcel) -> dict[str, Any]:
    order, merchant = parcel.order, Merchant.current()
    params: dict[str, Any] = {
        "reference": f"parcel-{parcel.pk}",
        "from_address": {
            "company": merchant.legal_name or merchant.name,
            "street1": merchant.street,
            "city": merchant.city,
            "zip": merchant.postcode,
            "country": merchant.country,
            "phone": merchant.phone,
            "email": merchant.email,
        },
        "to_address": _address(order.shipping_address, phone=order.phone),
        "parcel": {"weight": _ounces(parcel.weight_g)},
        "options": {"label_format": "PDF"},
    }
    if order.country not in EU:
        params["customs_info"] = _customs(parcel, signer=merchant.legal_name)
    return params


def _address(given: Mapping[str, Any], *, phone: str) -> dict[str, Any]:
    return {
        "name": given.get("name", ""),
        "company": given.get("company", ""),
        "street1": given.get("street", ""),
        "street2": given.get("street2", ""),
        "city": given.get("city", ""),
        "state": given.get("region", ""),
        "zip": given.get("postcode", ""),
        "country": given.get("country", ""),
        "phone": phone,
    }


def _customs(parcel: Parcel, *, signer: str) -> dict[str, Any]:
    return {
        "contents_type": "merchandise",
        "customs_certify": True,
        "customs_signer": signer,
        "non_delivery_option": "return",
        "restriction_type": "none",
        "customs_items": [
            {
                "description": each.order_line.title,
                "quantity": each.quantity,
                "value": str(each.value),
                "weight": _ounces(each.weight_g),
                "hs_tariff_number": each.order_line.hs_code,
                "origin_country": each.order_line.origin_country,
                "currency": parcel.order.currency,
            }
            for each in parcel.lines.select_related("order_line").order_by("pk")
        ],
    }


def _ounces(grams: int) -> float:
    # EasyPost refuses a weight of nothing
    return max(float(round(grams / GRAMS_PER_OUNCE, 1)), 0.1)
