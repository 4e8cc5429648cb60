from __future__ import annotations

from django.db import transaction
from django.db.models import F

from catalog.stock.availability import products_with, refresh_availability
from catalog.stock.models import Stock
from shop.kept.generation import pages_changed


class MorePromised(Exception):
    """More is in carts and orders than lies on the shelf."""


@transaction.atomic
def let_run_out(stock: Stock) -> None:
    """From now on only what is there is sold. Raises MorePromised."""
    rows = Stock.objects.filter(pk=stock.pk, on_hand__gte=F("held") + F("sold"))
    if not rows.update(is_tracked=True):
        raise MorePromised(str(stock))
    _tell(stock)


@transaction.atomic
def never_run_out(stock: Stock) -> None:
    """For goods that are made to order."""
    Stock.objects.filter(pk=stock.pk).update(is_tracked=False)
    _tell(stock)


def _tell(stock: Stock) -> None:
    refresh_availability(products_with([stock.variant_id]))
    pages_changed()
