"""Prices, and sales that have dates.

A price is what a buyer pays here from now on. An earlier price without dates is told
and not shown: Directive 98/6/EC Art. 6a lets a reduction be announced only from the
lowest price of the 30 days before, which an import cannot know. A sale with dates,
alike for all variants of a product, becomes an offer on the regular price; what it may
announce follows from the history that begins with this import.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from catalog.pricing.bulk import Key, set_prices
from catalog.pricing.models import PriceList
from catalog.transfer import reasons
from catalog.transfer.records import PriceRecord, VariantRecord
from catalog.transfer.writing.desk import Article, At, Desk
from catalog.transfer.writing.sales import has_dates
from shop.money.amounts import round_money

LARGEST = Decimal(10) ** 11


def write_prices(articles: Sequence[Article], desk: Desk) -> None:
    wanted: dict[Key, Decimal] = {}
    product_of: dict[int, Article] = {}
    for article in articles:
        for offer, variant in article.sold:
            product_of[variant.pk] = article
            for said in _said(offer, article.of(offer), desk):
                found = _amount(said, article.of(offer), desk)
                if found:
                    price_list, amount = found
                    wanted[variant.pk, price_list.pk] = amount
    for variant_id in set_prices(wanted, by=desk.by, at=desk.now):
        product_of[variant_id].is_changed = True


def _said(offer: VariantRecord, at: At, desk: Desk) -> list[PriceRecord]:
    regular = offer.price
    if has_dates(offer) and offer.compare_at:
        regular = offer.compare_at
    elif offer.compare_at:
        desk.warn(at, "compare_at_price", reasons.FORMER_PRICE, f"{offer.compare_at:f}")
    for other in offer.other_prices:
        if other.compare_at:
            value = f"{other.compare_at:f} {other.currency}"
            desk.warn(at, "other_prices", reasons.FORMER_PRICE, value)
    return [PriceRecord(offer.currency, regular), *offer.other_prices]


def _amount(said: PriceRecord, at: At, desk: Desk) -> tuple[PriceList, Decimal] | None:
    """The list and the amount; a price of 0 is no price here."""
    price_list = desk.known.price_list(said.currency)
    if price_list is None:
        desk.warn(at, "currency", reasons.UNKNOWN_CURRENCY, said.currency)
        return None
    amount = round_money(said.price, price_list.currency)
    if amount != said.price:
        used = f"{amount:f}"
        desk.warn(at, "price", reasons.PRICE_ROUNDED, f"{said.price:f}", used=used)
    if not 0 < amount < LARGEST:
        return None
    return price_list, amount
