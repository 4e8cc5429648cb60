"""Selling goods, sending them out, putting them back, receiving and counting them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from catalog.products.models import Variant
from catalog.stock.models import Hold, Stock, StockLocation, StockMove
from catalog.stock.places import default_location
from catalog.stock.recipes import Recipes, recipes
from catalog.stock.shelves import (
    free_on,
    locked,
    move,
    spread,
    take_back_holds,
    tell_shelves,
)
from catalog.stock.sourcing import by_preference

Kind = StockMove.Kind


class OutOfStock(Exception):
    """Too little is there. `shortages`: variant -> how many could be had."""

    def __init__(self, shortages: dict[int, int]) -> None:
        super().__init__(f"out of stock: {shortages}")
        self.shortages = shortages


class StillPromised(Exception):
    """A count is below what is sold and not sent."""

    def __init__(self, sold: int) -> None:
        super().__init__(
            _("%(sold)d are sold and not sent yet: send or cancel these orders first.")
            % {"sold": sold}
        )
        self.sold = sold


@transaction.atomic
def sell(
    quantities: Mapping[int, int],
    *,
    holder: UUID | None,
    reference: str,
    now: datetime,
    destination: str = "",
) -> None:
    """Sell all of this or, raising OutOfStock, nothing. Holds of `holder` on these
    goods become the sale; what they kept beyond it is let go. Where it goes decides
    which places are taken from first."""
    found = recipes(quantities)
    stocks = [
        row
        for row in locked(Q(variant__in=found.pieces))
        if not (row.is_tracked and row.variant_id in found.endless)
    ]
    freed = take_back_holds(stocks, now=now, holder=holder)
    total = found.total({pk: quantities[pk] for pk in found.by_variant})
    stocks = by_preference(stocks, total, freed, destination=destination)
    taken = spread(total, stocks, freed)
    moved = [move(row, held=-freed[row.pk], sold=taken[row.pk]) for row in stocks]
    nowhere = total.keys() - {row.variant_id for row in stocks} - found.endless
    if not all(moved) or nowhere or quantities.keys() - found.by_variant.keys():
        raise OutOfStock(_shortages(quantities, found, free_on(stocks, freed, found)))
    _write_down(Kind.SOLD, taken, reference=reference)
    tell_shelves(stocks)


def put_back(quantities: Mapping[int, int], *, reference: str, by: str) -> None:
    """Undo a sale of goods that are not sent, never more than `reference` still has."""
    _settle(Kind.RETURNED, quantities, reference=reference, by=by)


def send_out(quantities: Mapping[int, int], *, reference: str, by: str) -> None:
    """Sold goods leave the shelf, never more than `reference` still has."""
    _settle(Kind.SENT, quantities, reference=reference, by=by)


@transaction.atomic
def receive(
    variant: Variant,
    quantity: int,
    *,
    by: str,
    location: StockLocation | None = None,
    reference: str = "",
) -> None:
    """New or returned goods are put on the shelf."""
    stock = _row(variant, location)
    move(stock, on_hand=quantity)
    _write_down(Kind.RECEIVED, {stock.pk: quantity}, reference=reference, by=by)
    tell_shelves([stock])


@transaction.atomic
def take_in_again(quantities: Mapping[int, int], *, reference: str, by: str) -> None:
    """What was sent came back as new: on the shelves where it can run out, a bundle
    as its parts."""
    found = recipes(quantities)
    total = found.total({pk: quantities[pk] for pk in found.by_variant})
    here = Stock.objects.filter(variant__in=total, is_tracked=True)
    rows = here.select_related("variant", "location")
    first: dict[int, Stock] = {}
    for row in rows.order_by("-location__is_default", "pk"):
        first.setdefault(row.variant_id, row)
    for variant, row in sorted(first.items()):
        receive(
            row.variant,
            total[variant],
            by=by,
            location=row.location,
            reference=reference,
        )


@transaction.atomic
def count(
    variant: Variant, on_hand: int, *, by: str, location: StockLocation | None = None
) -> None:
    """Somebody counted what lies on the shelf. Carts lose what is not there; below
    what is sold, raises StillPromised."""
    stock = _row(variant, location)
    if not stock.is_tracked or on_hand >= stock.held + stock.sold:
        freed = 0
    elif on_hand >= stock.sold:
        freed = stock.held
        Hold.objects.filter(stock=stock).delete()
    else:
        raise StillPromised(stock.sold)
    difference = on_hand - stock.on_hand
    move(stock, held=-freed, on_hand=difference)
    if difference:
        _write_down(Kind.COUNTED, {stock.pk: difference}, by=by)
    tell_shelves([stock])


@transaction.atomic
def _settle(
    kind: Kind, quantities: Mapping[int, int], *, reference: str, by: str
) -> None:
    """Take from what a reference sold and has neither sent nor put back. Whoever
    says it twice changes nothing."""
    found = recipes(quantities)
    missing = found.total({pk: quantities[pk] for pk in found.by_variant})
    stocks = locked(Q(variant__in=found.pieces))
    outstanding = _outstanding(stocks, reference)
    settled: Counter[int] = Counter()
    for stock in stocks:
        part = min(missing[stock.variant_id], outstanding[stock.pk])
        leaves = part if kind == Kind.SENT and stock.is_tracked else 0
        if part > 0 and move(stock, sold=-part, on_hand=-leaves):
            settled[stock.pk] = part
            missing[stock.variant_id] -= part
    _write_down(kind, settled, reference=reference, by=by)
    tell_shelves(stocks)


def _outstanding(stocks: list[Stock], reference: str) -> Counter[int]:
    """Row -> what was sold there under a reference and still lies there for it."""
    moves = StockMove.objects.filter(stock__in=stocks, reference=reference)
    totals = moves.values_list("stock_id", "kind").annotate(total=Sum("quantity"))
    found: Counter[int] = Counter()
    for stock, kind, total in totals.order_by():
        if kind == Kind.SOLD:
            found[stock] += total
        elif kind in {Kind.SENT, Kind.RETURNED}:
            found[stock] -= total
    return found


def _row(variant: Variant, location: StockLocation | None) -> Stock:
    """The row under a lock; a variant that was never there gets one."""
    where = location or default_location()
    Stock.objects.get_or_create(variant=variant, location=where)
    return Stock.objects.select_for_update().get(variant=variant, location=where)


def _shortages(
    quantities: Mapping[int, int], found: Recipes, free: dict[int, int | None]
) -> dict[int, int]:
    granted = found.grants({pk: quantities[pk] for pk in found.by_variant}, free)
    left = {pk: granted.get(pk, 0) for pk in quantities}
    return {pk: count for pk, count in left.items() if count < quantities[pk]}


def _write_down(
    kind: Kind, quantities: Mapping[int, int], *, reference: str = "", by: str = ""
) -> None:
    StockMove.objects.bulk_create(
        StockMove(
            stock_id=stock, kind=kind, quantity=quantity, reference=reference, by=by
        )
        for stock, quantity in quantities.items()
        if quantity
    )
