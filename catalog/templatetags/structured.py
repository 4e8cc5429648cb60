from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from catalog.categories.tree import Node
from catalog.storefront import structured
from catalog.storefront.product_page import ProductPage
from shop.templatetags.linked_data import linked_data

register = template.Library()


@register.simple_tag
def breadcrumb_data(trail: list[Node], last: str = "") -> SafeString:
    """`{% breadcrumb_data category.lineage %}`: the way to the page, as JSON-LD."""
    return linked_data(structured.breadcrumbs(trail, last=last))


@register.simple_tag(takes_context=True)
def product_data(
    context: dict[str, Any],
    page: ProductPage,
    delivery: structured.Delivery | None = None,
) -> SafeString:
    """`{% product_data page delivery=option %}`: the product and its offers."""
    country = context["visitor"].country
    return linked_data(
        structured.product_data(page, country=country, delivery=delivery)
    )
