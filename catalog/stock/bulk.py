"""Many counts of stock at once, as an import brings them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q

from catalog.products.models import Variant
from catalog.stock.models import Stock, StockMove
from catalog.stock.places import default_location
from catalog.stock.selling import StillPromised, count


@dataclass(frozen=True, slots=True)
class Counted:
    """What lies on the shelf; `on_hand` is None where nobody counted."""

    on_hand: int | None
    is_tracked: bool


@transaction.atomic
def count_all(
    counts: Mapping[int, Counted], *, by: str
) -> tuple[set[int], dict[int, int]]:
    """Bring the default location to these counts, by variant.

    Returns the variants that changed, and those whose count is below what is sold and
    not sent, with that number: they stay as they are.
    """
    location = default_location()
    rows = Stock.objects.filter(variant__in=counts, location=location)
    standing = {row.variant_id: row for row in rows.order_by("pk")}
    new = {
        variant: counted
        for variant, counted in counts.items()
        if variant not in standing and (counted.on_hand or not counted.is_tracked)
    }
    made = Stock.objects.bulk_create(
        Stock(
            variant_id=variant,
            location=location,
            on_hand=counted.on_hand or 0,
            is_tracked=counted.is_tracked,
        )
        for variant, counted in new.items()
    )
    StockMove.objects.bulk_create(
        StockMove(
            stock=stock, kind=StockMove.Kind.COUNTED, quantity=stock.on_hand, by=by
        )
        for stock in made
        if stock.on_hand
    )
    changed, promised = set(new), {}
    for variant, stock in standing.items():
        try:
            if _recount(stock, counts[variant], by=by):
                changed.add(variant)
        except StillPromised as still:
            promised[variant] = still.sold
    return changed, promised


def _recount(stock: Stock, counted: Counted, *, by: str) -> bool:
    is_changed = False
    if counted.on_hand is not None and counted.on_hand != stock.on_hand:
        variant = Variant(pk=stock.variant_id)
        count(variant, counted.on_hand, by=by, location=stock.location)
        is_changed = True
    if counted.is_tracked != stock.is_tracked:
        enough = Q(on_hand__gte=F("held") + F("sold"))
        rows = Stock.objects.filter(pk=stock.pk)
        if counted.is_tracked and not rows.filter(enough).exists():
            raise StillPromised(stock.sold)
        rows.update(is_tracked=counted.is_tracked)
        is_changed = True
    return is_changed
