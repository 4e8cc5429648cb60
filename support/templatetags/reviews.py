from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from catalog.products.models import Product
from shop.kept.generation import kept
from shop.merchant.models import Merchant
from support.reviews.models import Review
from support.reviews.showing import SORTS, Choice, newest, reviews_shown

register = template.Library()


@register.inclusion_tag("support/reviews.html", takes_context=True)
def reviews_of(context: dict[str, Any], product: Product) -> dict[str, Any]:
    """`{% reviews_of product %}`: what buyers say, filtered by `?stars=4`."""
    request = context["request"]
    choice = Choice.read(
        stars=request.GET.get("stars", ""),
        sort=request.GET.get("reviews_sort", ""),
        page=request.GET.get("reviews_page", ""),
    )
    # without a review there is nothing to ask the database for
    shown = reviews_shown(product, choice) if product.review_count else None
    sorts = [(code, label) for code, (label, _) in SORTS.items()]
    return {
        "request": request,
        "merchant": Merchant.current(),
        "product": product,
        "shown": shown,
        "sorts": sorts,
    }


@register.simple_tag
def newest_reviews() -> list[Review]:
    """`{% newest_reviews as reviews %}`: what was written last, of any product."""
    return kept(f"reviews:newest:{get_language()}", newest)
