from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from checkout.orders.models import OrderLine
from support.reviews.models import Review
from support.reviews.rating import rate


class AlreadyReviewed(Exception):
    """There is a review of this order line; words once published stay as they are."""


@transaction.atomic
def write_review(
    line: OrderLine, *, score: int, title: str, body: str, author: str, language: str
) -> Review:
    """Publish what a buyer says about a thing from an order."""
    review, is_new = Review.objects.get_or_create(
        order_line=line,
        defaults={
            "product_id": line.variant.product_id,
            "author": author,
            "language": language,
            "score": score,
            "title": title,
            "body": body,
            "created_at": timezone.now(),
        },
    )
    if not is_new:
        raise AlreadyReviewed(f"{line} has a review")

    rate(review.product_id)
    return review
