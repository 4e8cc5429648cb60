from __future__ import annotations

from django.db import transaction
from django.db.models import Avg, Count

from catalog.products.models import Product
from shop.kept.generation import pages_changed
from support.reviews.models import Review


@transaction.atomic
def rate(product_id: int) -> None:
    """Write a product's rating and count of reviews anew from those that are shown."""
    # whoever comes second counts again once the first has committed
    locked = Product.objects.select_for_update().only("pk").filter(pk=product_id)
    if not locked:
        return
    shown = Review.objects.shown().filter(product=product_id)
    sums = shown.aggregate(rating=Avg("score"), review_count=Count("pk"))
    Product.objects.filter(pk=product_id).update(**sums)
    pages_changed()
