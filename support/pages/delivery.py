from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from catalog.pricing.lists import price_list_for
from checkout.delivery.consignments import Consignment
from checkout.delivery.offering import (
    DeliveryOption,
    countries_served,
    delivery_options,
)
from shop.languages.writing import listed
from shop.money.amounts import ZERO
from shop.places.countries import country_name, named_in_order
from shop.web.visitor import Visitor

EXAMPLE_WEIGHT_G = 1000


@dataclass(frozen=True, slots=True)
class DeliveryTerms:
    """How a small parcel gets to the visitor's country, and where else we deliver."""

    country: str
    currency: str
    options: list[DeliveryOption]
    countries: str


def offers_to(visitor: Visitor, *, now: datetime) -> DeliveryTerms:
    """Ways and costs for a parcel of EXAMPLE_WEIGHT_G that is not free by its value."""
    language = get_language() or "en"
    currency = price_list_for(visitor.country, visitor.currency).currency
    example = Consignment(weight_g=EXAMPLE_WEIGHT_G, value=ZERO, currency=currency)
    served = countries_served()
    return DeliveryTerms(
        country=country_name(visitor.country, language),
        currency=currency,
        options=delivery_options(example, country=visitor.country, now=now),
        countries=listed(
            [name for _, name in named_in_order(served, language)], language
        ),
    )
