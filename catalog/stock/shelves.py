"""Stock rows under a lock: the only place that changes their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from catalog.stock.availability import products_with, refresh_availability
from catalog.stock.models import Hold, Stock
from catalog.stock.recipes import Recipes
from shop.kept.generation import pages_changed


def locked(condition: Q) -> list[Stock]:
    """The rows, locked in one order for everybody, so that nobody waits in a ring."""
    return list(Stock.objects.select_for_update().filter(condition).order_by("pk"))


def take_back_holds(
    stocks: Sequence[Stock], *, now: datetime, holder: UUID | None
) -> Counter[int]:
    """Delete the holds whose time is over, and the holder's own.

    Returns what that frees on each row; the caller's `move` takes it out of `held`.
    """
    over = Q(until__lte=now) | Q(holder=holder) if holder else Q(until__lte=now)
    holds = Hold.objects.filter(over, stock__in=stocks)
    freed: Counter[int] = Counter()
    for stock, quantity in holds.values_list("stock_id", "quantity"):
        freed[stock] += quantity
    if freed:
        holds.delete()
    return freed


def enough_for(more: int) -> Q:
    """The guard: only rows on which `more` can still be promised."""
    return Q(is_tracked=False) | Q(on_hand__gte=F("held") + F("sold") + more)


def move(stock: Stock, *, held: int = 0, sold: int = 0, on_hand: int = 0) -> bool:
    """Change a row's numbers by these; False when too little is there."""
    rows = Stock.objects.filter(enough_for(held + sold - on_hand), pk=stock.pk)
    return bool(
        rows.update(
            held=F("held") + held, sold=F("sold") + sold, on_hand=F("on_hand") + on_hand
        )
    )


def free_on(
    stocks: Iterable[Stock], freed: Mapping[int, int], found: Recipes
) -> dict[int, int | None]:
    """Piece -> how many can be taken from its rows; None: without end."""
    free: dict[int, int | None] = dict.fromkeys(found.pieces, 0)
    free.update(dict.fromkeys(found.endless))
    for stock in stocks:
        so_far = free[stock.variant_id]
        if so_far is not None:
            has = has_on(stock, freed)
            free[stock.variant_id] = so_far + has if stock.is_tracked else None
    return free


def spread(
    pieces: Mapping[int, int], stocks: Sequence[Stock], freed: Mapping[int, int]
) -> Counter[int]:
    """Row -> how much it gives: each what it has, the last one what is missing."""
    missing = Counter(pieces)
    last = {stock.variant_id: stock.pk for stock in stocks}
    taken: Counter[int] = Counter()
    for stock in stocks:
        piece = stock.variant_id
        takes_all = not stock.is_tracked or stock.pk == last[piece]
        has = missing[piece] if takes_all else max(has_on(stock, freed), 0)
        taken[stock.pk] = min(missing[piece], has)
        missing[piece] -= taken[stock.pk]
    return taken


def tell_shelves(before: Sequence[Stock]) -> None:
    """After a change: when a row ran out or came back, its products say so."""
    now = dict(
        Stock.objects.filter(pk__in=[row.pk for row in before]).values_list(
            "pk", F("on_hand") - F("sold")
        )
    )
    flipped = [
        row.variant_id
        for row in before
        if row.is_tracked and (row.on_hand > row.sold) != (now[row.pk] > 0)
    ]
    if flipped:
        refresh_availability(products_with(flipped))
        pages_changed()


def has_on(stock: Stock, freed: Mapping[int, int]) -> int:
    return stock.on_hand - stock.held - stock.sold + freed.get(stock.pk, 0)
