"""Many prices at once, with the same history as one price set by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from catalog.pricing.models import Price, PriceChange
from shop.kept.generation import pages_changed

Key = tuple[int, int]


@transaction.atomic
def set_prices(amounts: Mapping[Key, Decimal], *, by: str, at: datetime) -> set[int]:
    """Set prices by (variant, price list), already rounded to their currency.

    Prices that stand already get no history. Returns the variants that changed; their
    shelves are the caller's to refresh.
    """
    rows = Price.objects.filter(variant__in={variant for variant, _ in amounts})
    standing = {(row.variant_id, row.price_list_id): row for row in rows.order_by("pk")}
    changed = {
        key: amount
        for key, amount in amounts.items()
        if key not in standing or standing[key].amount != amount
    }
    if not changed:
        return set()
    for key in changed.keys() & standing.keys():
        standing[key].amount = changed[key]
    known = [standing[key] for key in changed if key in standing]
    Price.objects.bulk_update(known, ["amount"])
    Price.objects.bulk_create(
        Price(variant_id=variant, price_list_id=price_list, amount=amount)
        for (variant, price_list), amount in changed.items()
        if (variant, price_list) not in standing
    )
    PriceChange.objects.bulk_create(
        PriceChange(
            variant_id=variant, price_list_id=price_list, amount=amount, at=at, by=by
        )
        for (variant, price_list), amount in changed.items()
    )
    pages_changed()
    return {variant for variant, _ in changed}
