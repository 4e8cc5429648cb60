"""Products as lists show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils.translation import get_language

from catalog.media.showing import PictureView, first_pictures
from catalog.offers.showing import ShownPrice, shown_prices
from catalog.pricing.models import PriceList
from catalog.products.models import Product, Specification, Variant
from catalog.storefront.pictures import for_variant, shots_of
from shop.web.texts import columns, in_language


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list. `price` is that of its cheapest variant, `is_from` where
    others cost more; `language` is "" where the title is in that of the page."""

    url: str
    slug: str
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
    products: Sequence[Product],
    *,
    price_list: PriceList,
    now: datetime,
    options: Sequence[tuple[int, Sequence[str]]] = (),
) -> list[Card]:
    """With `options`, (attribute, codes), each card shows a variant that has them:
    who asked for blue mugs sees blue mugs."""
    ids = [product.pk for product in products]
    if not ids:
        return []
    on_sale = Variant.objects.filter(product__in=ids, is_active=True)
    if not options:
        variants = list(on_sale.only("product"))
        prices = shown_prices(variants, price_list=price_list, now=now)
        return make_cards(products, variants, prices, first_pictures(ids))

    return _cards_having(products, list(_marked(on_sale, options)), price_list, now)


def make_cards(
    products: Iterable[Product],
    variants: Iterable[Variant],
    prices: Mapping[int, ShownPrice],
    pictures: Mapping[int, PictureView],
    *,
    linked: Mapping[int, Variant] | None = None,
) -> list[Card]:
    """Cards of products about which everything has been read already; `linked` are
    the variants their links lead to."""
    of_product: dict[int, list[ShownPrice]] = {}
    for variant in variants:
        if variant.pk in prices:
            of_product.setdefault(variant.product_id, []).append(prices[variant.pk])
    return [
        _card(
            product,
            of_product.get(product.pk, ()),
            pictures.get(product.pk),
            linked.get(product.pk) if linked else None,
        )
        for product in products
    ]


def _marked(
    variants: QuerySet[Variant], options: Iterable[tuple[int, Sequence[str]]]
) -> QuerySet[Variant]:
    """Variants with `fits`: whether they have one of the choices of each option."""
    fits = Q()
    for attribute, codes in options:
        facts = Specification.objects.filter(
            variant=OuterRef("pk"), attribute=attribute, choice__code__in=codes
        )
        fits &= Q(Exists(facts))
    return (
        variants.only("product", "sku")
        .annotate(fits=ExpressionWrapper(fits, BooleanField()))
        .order_by("position", "pk")
    )


def _cards_having(
    products: Sequence[Product],
    variants: Sequence[Variant],
    price_list: PriceList,
    now: datetime,
) -> list[Card]:
    """Cards of the variants that fit, and of a whole product where its variants do
    not differ by what was asked for."""
    fitting = {one.product_id for one in variants if vars(one)["fits"]}
    shown = [
        one for one in variants if vars(one)["fits"] or one.product_id not in fitting
    ]
    first = {one.product_id: one for one in reversed(shown)}
    pictures = {
        pk: for_variant(shots, first[pk].pk if pk in fitting else None)[0]
        for pk, shots in shots_of([product.pk for product in products]).items()
    }
    return make_cards(
        products,
        shown,
        shown_prices(shown, price_list=price_list, now=now),
        pictures,
        linked={pk: variant for pk, variant in first.items() if pk in fitting},
    )


def _card(
    product: Product,
    prices: Sequence[ShownPrice],
    picture: PictureView | None,
    variant: Variant | None,
) -> Card:
    title, language = in_language(product, "title")
    url = product.get_absolute_url()
    return Card(
        url=f"{url}?{urlencode({'variant': variant.sku})}" if variant else url,
        slug=product.slug,
        title=title,
        language="" if language == get_language() else language,
        picture=picture,
        price=min(prices, key=lambda price: price.amount, default=None),
        is_from=len({price.amount for price in prices}) > 1,
        is_available=product.is_available,
        lead_time_days=product.lead_time_days,
        rating=product.rating,
        review_count=product.review_count,
    )
