from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language

from checkout.delivery.promising import Promise, promise
from checkout.delivery.tariff import Service, Tariff, tariff
from shop.merchant.models import Merchant


@dataclass(frozen=True, slots=True)
class Consignment:
    """Goods to be sent: `value` is what they cost, offers taken off, before coupons,
    so that a coupon never makes delivery dearer."""

    weight_g: int
    value: Decimal
    currency: str
    lead_time_days: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryOption:
    """A way of delivering goods to a place, in the reader's language."""

    code: str
    name: str
    description: str
    carrier_code: str
    price: Decimal
    free_from: Decimal | None
    promise: Promise
    needs_phone: bool


def delivery_options(
    goods: Consignment, *, country: str, postcode: str = "", now: datetime
) -> list[DeliveryOption]:
    """How `goods` can be delivered, the cheapest first, the faster of equals first."""
    known = tariff()
    offered = (
        (service, service.price_for(goods.weight_g, goods.value))
        for area in known.areas
        if area.reaches(country, postcode)
        for service in area.services
        if service.currency == goods.currency
    )
    options = [
        _option(service, price, _promised(service, known, country, goods, now))
        for service, price in offered
        if price is not None
    ]
    return sorted(options, key=lambda option: (option.price, option.promise.latest))


def countries_served() -> list[str]:
    """The countries to which something can be sent."""
    return sorted(
        {c for area in tariff().areas if area.services for c in area.countries}
    )


def _promised(
    service: Service, known: Tariff, country: str, goods: Consignment, now: datetime
) -> Promise:
    return promise(
        timezone.localtime(now, timezone.get_default_timezone()),
        terms=service.terms,
        origin=Merchant.current().country,
        destination=country,
        closed_days=known.closed_days,
        lead_time_days=goods.lead_time_days,
    )


def _option(service: Service, price: Decimal, promised: Promise) -> DeliveryOption:
    language = get_language() or "en"
    return DeliveryOption(
        code=service.code,
        name=service.names.get(language, service.code),
        description=service.descriptions.get(language, ""),
        carrier_code=service.carrier_code,
        price=price,
        free_from=service.free_from,
        promise=promised,
        needs_phone=service.needs_phone,
    )
