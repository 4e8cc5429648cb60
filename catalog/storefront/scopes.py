"""What the lists of the shop are lists of."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from catalog.categories.tree import Node
from catalog.offers.rules import Rule
from catalog.pricing.models import PriceList, ShelfPrice
from catalog.products.models import Product
from catalog.search.finding import Search
from catalog.storefront.addresses import Address
from catalog.storefront.listing import Scope


def in_category(category: Node) -> Scope:
    """What stands in a category or anywhere below it."""
    placed = _placed(category.ids)
    return Scope(
        products=Product.objects.filter(pk__in=placed),
        walked=Product.objects.filter(Exists(placed.filter(product=OuterRef("pk")))),
        key=f"category:{category.id}",
        address=Address(category.get_absolute_url()),
    )


def on_offer(price_list: PriceList) -> Scope:
    """Everything whose shelf label announces a reduction."""
    return Scope(
        products=Product.objects.filter(pk__in=reduced_products(price_list)),
        key="offers",
        address=Address(reverse("offers")),
    )


def reduced_products(price_list: PriceList) -> QuerySet[Any, Any]:
    """The ids of products whose shelf label announces a reduction."""
    labels = ShelfPrice.objects.filter(price_list=price_list.pk or 0, is_reduced=True)
    return labels.values("product_id")


def in_offer(rule: Rule) -> Scope:
    tagged = Product.tags.through.objects.filter(tag__in=rule.tags)
    covered = Q(pk__in=rule.products)
    covered |= Q(pk__in=_placed(rule.categories)) | Q(
        pk__in=tagged.values("product_id")
    )
    return Scope(
        products=Product.objects.filter(covered),
        key=f"offer:{rule.id}",
        address=Address(reverse("offer", args=[rule.slug])),
    )


def found(search: Search, *, query: str) -> Scope:
    return Scope(
        products=Product.objects.all(),
        key=f"search:{search.key}",
        address=Address(reverse("search"), [("q", query)]),
        search=search,
    )


def everything() -> Scope:
    return Scope(
        products=Product.objects.all(), key="all", address=Address(reverse("search"))
    )


def _placed(category_ids: Collection[int]) -> QuerySet[Any, Any]:
    placed = Product.categories.through.objects.filter(category__in=category_ids)
    return placed.values("product_id")
