from __future__ import annotations

from catalog.stock.models import StockLocation
from shop.merchant.models import Merchant


def default_location() -> StockLocation:
    """Where goods are sent from unless somebody says otherwise."""
    merchant = Merchant.current()
    return StockLocation.objects.get_or_create(
        is_default=True,
        defaults={"code": "main", "name": merchant.name, "country": merchant.country},
    )[0]
