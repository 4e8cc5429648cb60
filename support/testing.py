"""Makers of customer care for tests: dull defaults."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from catalog.products.models import Product
from catalog.testing import make_product
from checkout.orders.models import Order
from checkout.testing import make_order
from support.reviews.models import Review, ReviewRequest
from support.reviews.rating import rate


def make_review_request(order: Order | None = None, **fields: Any) -> ReviewRequest:
    """The buyer of a delivered order has been asked."""
    order = order or make_order(status=Order.Status.DELIVERED)
    return ReviewRequest.objects.create(order=order, **fields)


def make_review(
    product: Product | None = None, *, score: int = 5, age_days: int = 0, **fields: Any
) -> Review:
    """A review by a buyer of its own, and the rating that follows."""
    product = product or make_product()
    order = make_order(product.variants.get(), status=Order.Status.DELIVERED)
    fields.setdefault("author", "Anna O.")
    fields.setdefault("language", "en")
    review = Review.objects.create(
        product=product,
        order_line=order.lines.get(),
        score=score,
        created_at=timezone.now() - timedelta(days=age_days),
        **fields,
    )
    rate(product.pk)
    return review
