"""From which places goods leave: all from one where it has everything, else split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from django.db.models import Sum

from catalog.stock.models import Hold, Stock, StockLocation, StockMove
from catalog.stock.recipes import recipes
from catalog.stock.shelves import has_on, spread
from shop.kept.generation import kept


@dataclass(frozen=True, slots=True)
class Place:
    """A stock location; `first_for` are the countries it is to serve before others."""

    id: int
    country: str
    cutoff: time | None = None
    first_for: frozenset[str] = frozenset()
    position: int = 0


def places() -> tuple[Place, ...]:
    """All of them, without a query as a rule."""
    return kept("stock_places", _read)


def by_preference(
    stocks: Sequence[Stock],
    pieces: Mapping[int, int],
    freed: Mapping[int, int],
    *,
    destination: str,
) -> list[Stock]:
    """Rows in the order in which goods for a country are taken from them: first those
    of a place that has all, then the places first for it, those in it, the others."""
    known = sorted(places(), key=lambda place: _rank(place, destination))
    if len(known) < 2 or not destination:
        return list(stocks)
    rank = {place.id: number for number, place in enumerate(known)}
    there: dict[int, Counter[int]] = {place.id: Counter() for place in known}
    for row in stocks:
        has = has_on(row, freed) if row.is_tracked else pieces[row.variant_id]
        there.setdefault(row.location_id, Counter())[row.variant_id] += max(has, 0)
    wanted = {row.variant_id: pieces[row.variant_id] for row in stocks}
    whole = next(
        (
            place.id
            for place in known
            if all(there[place.id][piece] >= count for piece, count in wanted.items())
        ),
        None,
    )
    last = len(known)
    return sorted(
        stocks,
        key=lambda row: (
            row.location_id != whole,
            rank.get(row.location_id, last),
            row.pk,
        ),
    )


def places_for(
    quantities: Mapping[int, int], *, destination: str, holder: UUID | None = None
) -> tuple[Place, ...]:
    """Where so many of each variant would leave from now; () where there is but one
    place. What `holder` holds is theirs to take."""
    if len(places()) < 2:
        return ()
    found = recipes(quantities)
    rows = Stock.objects.filter(variant__in=found.pieces).order_by("pk")
    stocks = [
        row for row in rows if not (row.is_tracked and row.variant_id in found.endless)
    ]
    freed = _held_by(holder, stocks)
    total = found.total({pk: quantities[pk] for pk in found.by_variant})
    taken = spread(
        total, by_preference(stocks, total, freed, destination=destination), freed
    )
    return _named({row.location_id for row in stocks if taken[row.pk]})


def places_of(reference: str) -> tuple[Place, ...]:
    """Where what was sold under a reference lies; () where there is but one place."""
    if len(places()) < 2:
        return ()
    moves = StockMove.objects.filter(reference=reference, kind=StockMove.Kind.SOLD)
    return _named({*moves.values_list("stock__location", flat=True)})


def _named(ids: set[int]) -> tuple[Place, ...]:
    return tuple(place for place in places() if place.id in ids)


def _held_by(holder: UUID | None, stocks: Sequence[Stock]) -> Counter[int]:
    if holder is None:
        return Counter()
    held = Hold.objects.filter(holder=holder, stock__in=stocks).order_by()
    totals = held.values_list("stock").annotate(total=Sum("quantity"))
    return Counter(dict(totals))


def _rank(place: Place, country: str) -> tuple[bool, bool, int, int]:
    return (
        country not in place.first_for,
        country != place.country,
        place.position,
        place.id,
    )


def _read() -> tuple[Place, ...]:
    return tuple(
        Place(
            location.pk,
            location.country,
            location.cutoff,
            frozenset(location.first_for),
            location.position,
        )
        for location in StockLocation.objects.order_by("position", "pk")
    )
