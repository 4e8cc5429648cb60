from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from catalog.products.models import Variant
from checkout.cart.models import CartLine
from checkout.flow.one_click_box import box_for
from checkout.flow.wishes import Wish
from checkout.orders.models import Order

register = template.Library()


@register.simple_tag(takes_context=True)
def buy_now(context: dict[str, Any], variant: Variant) -> SafeString:
    """`{% buy_now page.variant %}`: the button that orders and pays by one click."""
    request = context["request"]
    if getattr(request, "is_kept_page", False):
        return mark_safe(f"<!--slot buy_now {variant.pk}-->")  # noqa: S308 - a number
    return mark_safe(box_for(request, Wish(variant=variant.pk)))  # noqa: S308 - rendered from a template


@register.simple_tag(takes_context=True)
def buy_again_now(context: dict[str, Any], order: Order) -> SafeString:
    """The same for everything in a past order."""
    request = context["request"]
    return mark_safe(box_for(request, Wish(order=order.pk)))  # noqa: S308 - as above


@register.simple_tag(takes_context=True)
def buy_line_now(context: dict[str, Any], line: CartLine) -> SafeString:
    """The same for one line of the cart."""
    request = context["request"]
    return mark_safe(box_for(request, Wish(line=line.pk)))  # noqa: S308 - as above
