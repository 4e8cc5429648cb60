"""What variants cost, and the history of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from catalog.pricing.models import Price, PriceChange, PriceList
from catalog.products.models import Variant
from shop.jobs.queue import enqueue
from shop.kept.generation import pages_changed
from shop.money.amounts import round_money


def prices_of(variant_ids: Iterable[int], price_list: PriceList) -> dict[int, Decimal]:
    """Variant -> price before any offer; a variant without one is not sold here."""
    rows = Price.objects.filter(variant__in=variant_ids, price_list=price_list.pk)
    return {
        variant: round_money(amount, price_list.currency)
        for variant, amount in rows.values_list("variant_id", "amount")
    }


@transaction.atomic
def set_price(
    variant: Variant,
    *,
    price_list: PriceList,
    amount: Decimal,
    by: str,
    at: datetime | None = None,
) -> None:
    """Set a price and write its history; the shelf follows by a job.

    `at` tells since when it has applied: an import knows, everybody else means now.
    """
    amount = round_money(amount, price_list.currency)
    price = Price.objects.filter(variant=variant, price_list=price_list)
    if price.filter(amount=amount).exists():
        return

    if not price.update(amount=amount):
        Price.objects.create(variant=variant, price_list=price_list, amount=amount)
    PriceChange.objects.create(
        variant=variant,
        price_list=price_list,
        amount=amount,
        at=at or timezone.now(),
        by=by,
    )
    pages_changed()
    enqueue("shelf.refresh", product_ids=[variant.product_id])
