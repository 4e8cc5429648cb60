"""A list of products: narrowed, counted, sorted, and cut into pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import QueryDict

from catalog.attributes.filterable import FilterableAttribute, filterable_attributes
from catalog.pricing.models import PriceList
from catalog.products.models import Product
from catalog.search.finding import Search
from catalog.storefront.addresses import Address, Parameter
from catalog.storefront.cards import Card, cards_of, for_cards
from catalog.storefront.chips import Chip, chips
from catalog.storefront.facets import Counts, Facet, count, facets, price_facet
from catalog.storefront.filters import ProductFilters, with_shelf
from catalog.storefront.paging import Paging
from catalog.storefront.sorting import NAMES, NEWEST, RELEVANCE, Sort, order, sorts

MANY_PAGES = 20

# an attribute with such a code could not be told from these in an address
_TAKEN = {"price", "available", "offer", "rating", "tag", "sort", "page", "upto", "q"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a list is a list of; `key` names the products where counts are kept.

    `walked` are the same products, asked for in a way that lets the database walk
    the newest until a page is full: for long lists.
    """

    products: QuerySet[Product]
    key: str
    address: Address
    walked: QuerySet[Product] | None = None
    search: Search | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    cards: Sequence[Card]
    counts: Counts
    price: Facet | None
    facets: Sequence[Facet]
    chips: Sequence[Chip]
    sorts: Sequence[Sort]
    paging: Paging
    filters: ProductFilters
    scope: Scope

    @property
    def total(self) -> int:
        return self.counts.total

    @property
    def chosen(self) -> dict[str, object]:
        return self.filters.chosen

    @property
    def address(self) -> Address:
        """The list as it is narrowed and sorted."""
        return self.paging.address

    @property
    def canonical(self) -> Address:
        """What search engines know the page as: the list without conditions."""
        page = self.paging.first
        return self.scope.address.having(page=str(page) if page > 1 else "")

    @property
    def everything(self) -> Address:
        """The list without any condition."""
        return self.scope.address

    @property
    def is_narrowed(self) -> bool:
        return bool(self.filters.chosen)

    @property
    def carried(self) -> list[Parameter]:
        """What the form of the filters has no input for."""
        tags = [each for each in self.filters.parameters if each[0] == "tag"]
        return [*self.scope.address.parameters, *tags]

    @property
    def questions(self) -> list[Facet]:
        """Facets with more than one answer."""
        return [facet for facet in self.facets if not facet.is_yes]

    @property
    def properties(self) -> list[Facet]:
        """What a product is or is not."""
        return [facet for facet in self.facets if facet.is_yes]

    @property
    def stars(self) -> list[tuple[int, int]]:
        """(at least so many stars, how many products)"""
        return list(self.counts.stars.items())


def list_products(
    scope: Scope, data: QueryDict, *, price_list: PriceList, now: datetime
) -> Listing:
    attributes = [each for each in filterable_attributes() if each.code not in _TAKEN]
    filters = _filters(scope, data, attributes, price_list)
    counts = count(filters, attributes, key=f"{scope.key}:{price_list.pk}")
    shown = facets(filters, attributes, counts)

    default = RELEVANCE if scope.search else NEWEST
    sort = data.get("sort", "")
    if sort not in NAMES or (sort == RELEVANCE and not scope.search):
        sort = default
    address = Address(
        scope.address.path, [*scope.address.parameters, *filters.parameters]
    ).having(sort="" if sort == default else sort)
    paging = Paging.of(data, address=address, total=counts.total)
    return Listing(
        cards=cards_of(
            _products(scope, filters, sort, paging),
            price_list=price_list,
            now=now,
            options=filters.options,
        ),
        counts=counts,
        price=price_facet(filters, counts, currency=price_list.currency),
        facets=shown,
        chips=chips(filters, shown, address=address, currency=price_list.currency),
        sorts=sorts(sort, by_relevance=scope.search is not None),
        paging=paging,
        filters=filters,
        scope=scope,
    )


def _filters(
    scope: Scope,
    data: QueryDict,
    attributes: Sequence[FilterableAttribute],
    price_list: PriceList,
) -> ProductFilters:
    products = with_shelf(scope.products.filter(is_published=True), price_list)
    if scope.search:
        products = scope.search.among(products)
    return ProductFilters(data, products, attributes=attributes)


def _products(
    scope: Scope, filters: ProductFilters, sort: str, paging: Paging
) -> list[Product]:
    narrowed = filters.narrow()
    is_long = paging.count >= MANY_PAGES
    if scope.walked is not None and is_long and not filters.chosen and sort == NEWEST:
        narrowed = scope.walked.filter(is_published=True)
    if sort == RELEVANCE and scope.search:
        ids = scope.search.best(narrowed, start=paging.start, stop=paging.stop)
        found = for_cards(Product.objects.all()).in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]
    in_order = narrowed.order_by(*order(sort))
    return list(for_cards(in_order)[paging.start : paging.stop])
