"""Which prices a visitor sees."""

from __future__ import annotations

from catalog.pricing.models import PriceList
from shop.kept.generation import kept
from shop.merchant.models import Merchant
from shop.places.countries import currency_of


def price_list_for(country: str, currency: str = "") -> PriceList:
    """The list in the chosen currency, else the country's own, else the default one."""
    lists = price_lists()
    return (
        next((each for each in lists if currency and each.currency == currency), None)
        or next((each for each in lists if country in each.countries), None)
        or next((each for each in lists if each.is_default), None)
        or _nothing_sold_yet()
    )


def price_lists() -> list[PriceList]:
    """All lists, the default one first."""
    return kept("price-lists", _read)


def _read() -> list[PriceList]:
    return list(PriceList.objects.order_by("-is_default", "currency"))


def _nothing_sold_yet() -> PriceList:
    currency = currency_of(Merchant.current().country)
    return PriceList(code=currency.lower(), name=currency, currency=currency)
