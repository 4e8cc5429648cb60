from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from catalog.offers.showing import ShownPrice
from catalog.products.models import Variant
from catalog.stock.sourcing import places_for
from checkout.delivery.consignments import consign
from checkout.delivery.offering import DeliveryOption, delivery_options
from checkout.delivery.words import why_barred
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
    why_not: str = ""


@register.simple_tag(takes_context=True)
def delivery_promise(
    context: dict[str, Any], variant: Variant, price: ShownPrice
) -> DeliveryShown:
    """`{% delivery_promise variant price as delivery %}`, without a query."""
    visitor: Visitor = context["visitor"]
    consignment = consign(
        [(variant, 1)],
        value=price.amount,
        currency=price.currency,
        origins=places_for({variant.pk: 1}, destination=visitor.country),
    )
    options = delivery_options(consignment, country=visitor.country, now=timezone.now())
    return DeliveryShown(
        option=options[0] if options else None,
        currency=price.currency,
        country=country_name(visitor.country, get_language() or "en"),
        why_not="" if options else why_barred(variant.product_id, visitor.country),
    )


@register.inclusion_tag("checkout/delivery_box.html", takes_context=True)
def delivery_box(
    context: dict[str, Any], variant: Variant, price: ShownPrice
) -> dict[str, Any]:
    """`{% delivery_box variant=variant price=price %}`: what delivery costs and when
    it arrives, with the way to another country."""
    return {"delivery": delivery_promise(context, variant, price)}
