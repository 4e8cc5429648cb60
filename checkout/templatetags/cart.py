from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from catalog.media.showing import PictureView
from checkout.cart.badge import TEMPLATE, badge
from checkout.cart.lines import picture_of
from checkout.cart.pricing import PricedCart, PricedLine
from checkout.totals.quote import Line

register = template.Library()


@register.simple_tag(takes_context=True)
def cart_badge(context: dict[str, Any]) -> SafeString:
    """The way to the cart, with the number of things in it."""
    request = context.get("request")
    if getattr(request, "is_kept_page", False):
        return mark_safe("<!--slot cart-->")
    priced: PricedCart | None = context.get("priced")
    if priced is not None:
        return render_to_string(TEMPLATE, {"count": priced.pieces})
    return mark_safe(badge(request)) if request else mark_safe("")  # noqa: S308


@register.simple_tag
def quoted(priced: PricedCart, line: PricedLine) -> Line | None:
    """`{% quoted priced line as sum %}`: what the line comes to, if it can be sold."""
    return priced.quoted(line)


@register.filter
def picture(line: Model) -> PictureView | None:
    """`{% with picture=line|picture %}`, of a line that `with_pictures` fetched."""
    return picture_of(line)
