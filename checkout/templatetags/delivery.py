from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from catalog.offers.showing import ShownPrice
from catalog.products.models import Variant
from checkout.delivery.offering import Consignment, DeliveryOption, delivery_options
from shop.places.countries import country_name
from shop.web.visitor import Visitor

register = template.Library()


@dataclass(frozen=True, slots=True)
class DeliveryShown:
    """The cheapest delivery of one piece to the visitor's country; `option` is None
    when we cannot deliver it there."""

    option: DeliveryOption | None
    currency: str
    country: str


@register.simple_tag(takes_context=True)
def delivery_promise(
    context: dict[str, Any], variant: Variant, price: ShownPrice
) -> DeliveryShown:
    """`{% delivery_promise variant price as delivery %}`, without a query."""
    visitor: Visitor = context["visitor"]
    consignment = Consignment(
        weight_g=variant.weight_g,
        value=price.amount,
        currency=price.currency,
        lead_time_days=variant.product.lead_time_days,
    )
    options = delivery_options(consignment, country=visitor.country, now=timezone.now())
    return DeliveryShown(
        option=options[0] if options else None,
        currency=price.currency,
        country=country_name(visitor.country, get_language() or "en"),
    )


@register.inclusion_tag("checkout/delivery_box.html", takes_context=True)
def delivery_box(
    context: dict[str, Any], variant: Variant, price: ShownPrice
) -> dict[str, Any]:
    """`{% delivery_box variant=variant price=price %}`: what delivery costs and when
    it arrives, with the way to another country."""
    return {"delivery": delivery_promise(context, variant, price)}
