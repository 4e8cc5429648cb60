"""Keeping goods for a cart for some minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalog.stock.models import Hold
from catalog.stock.recipes import recipes
from catalog.stock.shelves import free_on, locked, move, spread, take_back_holds
from shop.jobs.registry import reader


@transaction.atomic
def hold(
    holder: UUID, quantities: Mapping[int, int], *, now: datetime, until: datetime
) -> dict[int, int]:
    """Keep goods for `holder` and say how many of each variant could be kept.

    Sets, does not add; 0 lets go. A bundle and its parts share stock: a cart that
    has both passes both. What never runs out is granted and not kept.
    """
    found = recipes(quantities)
    wanted = {pk: quantities[pk] for pk in found.by_variant}
    stocks = locked(Q(variant__in=found.pieces))
    freed = take_back_holds(stocks, now=now, holder=holder)
    free = free_on(stocks, freed, found)
    granted = found.grants(wanted, free)
    can_run_out = [row for row in stocks if free[row.variant_id] is not None]
    kept = spread(found.total(granted), can_run_out, freed)
    for stock in stocks:
        if change := kept[stock.pk] - freed[stock.pk]:
            is_kept = move(stock, held=change)
            assert is_kept, "what is free cannot shrink under the lock"
    Hold.objects.bulk_create(
        Hold(stock_id=pk, holder=holder, quantity=quantity, until=until)
        for pk, quantity in kept.items()
        if quantity
    )
    return granted


def release(holder: UUID) -> None:
    """Let go of everything that `holder` keeps."""
    rows = Hold.objects.filter(holder=holder).order_by("stock_id")
    for stock in list(rows.values_list("stock_id", flat=True)):
        _let_go(stock, now=timezone.now(), holder=holder)


def release_expired(now: datetime) -> None:
    """Let go of the holds whose time is over."""
    rows = Hold.objects.expired(now).order_by("stock_id")
    for stock in list(rows.values_list("stock_id", flat=True).distinct()):
        _let_go(stock, now=now)


@reader
def release_what_expired() -> None:
    release_expired(timezone.now())


@transaction.atomic
def _let_go(stock_id: int, *, now: datetime, holder: UUID | None = None) -> None:
    stocks = locked(Q(pk=stock_id))
    freed = take_back_holds(stocks, now=now, holder=holder)
    for stock in stocks:
        move(stock, held=-freed[stock.pk])
