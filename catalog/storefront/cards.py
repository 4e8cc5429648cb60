"""Products as lists show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import get_language

from catalog.media.showing import PictureView, first_pictures
from catalog.offers.showing import ShownPrice, shown_prices
from catalog.pricing.models import PriceList
from catalog.products.models import Product, Variant
from shop.web.texts import columns, in_language


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list. `price` is that of its cheapest variant, `is_from` where
    others cost more; `language` is "" where the title is in that of the page."""

    url: str
    title: str
    language: str
    picture: PictureView | None
    price: ShownPrice | None
    is_from: bool
    is_available: bool
    lead_time_days: int
    rating: Decimal | None
    review_count: int

    @property
    def left(self) -> int | None:
        """0 when sold out; how many there are is said on the page of the product."""
        return None if self.is_available else 0


def for_cards(products: QuerySet[Product]) -> QuerySet[Product]:
    """Only the columns a card needs, and only in the language of the page."""
    return products.only(
        "slug",
        "is_available",
        "lead_time_days",
        "rating",
        "review_count",
        *columns("title"),
    )


def cards_of(
    products: Sequence[Product], *, price_list: PriceList, now: datetime
) -> list[Card]:
    ids = [product.pk for product in products]
    if not ids:
        return []
    variants = Variant.objects.filter(product__in=ids, is_active=True).only("product")
    return make_cards(
        products,
        variants=list(variants),
        prices=shown_prices(variants, price_list=price_list, now=now),
        pictures=first_pictures(ids),
    )


def make_cards(
    products: Iterable[Product],
    *,
    variants: Iterable[Variant],
    prices: Mapping[int, ShownPrice],
    pictures: Mapping[int, PictureView],
) -> list[Card]:
    """Cards of products about which everything has been read already."""
    of_product: defaultdict[int, list[ShownPrice]] = defaultdict(list)
    for variant in variants:
        if variant.pk in prices:
            of_product[variant.product_id].append(prices[variant.pk])
    return [
        _card(product, of_product[product.pk], pictures.get(product.pk))
        for product in products
    ]


def _card(
    product: Product, prices: Sequence[ShownPrice], picture: PictureView | None
) -> Card:
    title, language = in_language(product, "title")
    cheapest = min(prices, key=lambda price: price.amount, default=None)
    return Card(
        url=product.get_absolute_url(),
        title=title,
        language="" if language == get_language() else language,
        picture=picture,
        price=cheapest,
        is_from=len({price.amount for price in prices}) > 1,
        is_available=product.is_available,
        lead_time_days=product.lead_time_days,
        rating=product.rating,
        review_count=product.review_count,
    )
