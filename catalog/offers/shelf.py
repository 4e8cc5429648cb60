"""Shelf labels: what lists sort and filter by, written when prices may have changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from catalog.offers.rules import rules
from catalog.offers.showing import ShownPrice, shown_prices
from catalog.pricing.lists import price_lists
from catalog.pricing.models import PriceList, ShelfPrice
from catalog.products.models import Product, Variant
from catalog.stock.availability import refresh_availability
from shop.jobs.registry import job
from shop.kept.generation import pages_changed

BATCH = 500


@job("shelf.refresh", lease=timedelta(minutes=10))
def refresh_shelf(product_ids: Iterable[int]) -> None:
    """Write what products cost on their shelf and whether they can be bought."""
    ids = sorted(set(product_ids))
    for start in range(0, len(ids), BATCH):
        _refresh(ids[start : start + BATCH], now=timezone.now())


@job("shelf.offer", lease=timedelta(minutes=30))
def refresh_offer(offer_id: int) -> None:
    """Follow an offer that begins, ends or was changed: its products, and those
    that still have the label of a reduction."""
    reduced = ShelfPrice.objects.filter(is_reduced=True)
    concerned = set(reduced.values_list("product_id", flat=True))
    for rule in rules():
        if rule.id == offer_id:
            placed = Product.categories.through.objects.filter(
                category__in=rule.categories
            )
            tagged = Product.tags.through.objects.filter(tag__in=rule.tags)
            concerned |= rule.products
            concerned.update(placed.values_list("product_id", flat=True))
            concerned.update(tagged.values_list("product_id", flat=True))
    refresh_shelf(concerned)


@transaction.atomic
def _refresh(ids: Sequence[int], *, now: datetime) -> None:
    variants = list(
        Variant.objects.filter(product__in=ids, is_active=True)
        .only("product")
        .order_by("product_id", "pk")
    )
    for price_list in price_lists():
        shown = shown_prices(variants, price_list=price_list, now=now)
        labels: dict[int, ShownPrice] = {}
        for variant in variants:
            price = shown.get(variant.pk)
            best = labels.get(variant.product_id)
            if price and (best is None or price.amount < best.amount):
                labels[variant.product_id] = price
        _write(ids, price_list, labels)
    refresh_availability(ids)


def _write(
    ids: Sequence[int], price_list: PriceList, labels: dict[int, ShownPrice]
) -> None:
    """Bring the rows to what `labels` say, touching only those that differ."""
    on_shelf = ShelfPrice.objects.filter(product__in=ids, price_list=price_list)
    standing = {
        row[0]: row[1:]
        for row in on_shelf.values_list("product_id", "amount", "is_reduced")
    }
    news = [
        ShelfPrice(
            product_id=product,
            price_list=price_list,
            amount=label.amount,
            is_reduced=label.is_reduced,
        )
        for product, label in labels.items()
        if standing.get(product) != (label.amount, label.is_reduced)
    ]
    ShelfPrice.objects.bulk_create(
        news,
        update_conflicts=True,
        unique_fields=["product", "price_list"],
        update_fields=["amount", "is_reduced"],
    )
    gone = on_shelf.filter(product__in=standing.keys() - labels.keys()).delete()[0]
    if news or gone:
        pages_changed()
