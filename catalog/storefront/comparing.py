"""Products side by side: what they share and what they differ by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from catalog.pricing.models import PriceList
from catalog.products.models import Product
from catalog.storefront.addresses import Address
from catalog.storefront.cards import Card, cards_of
from catalog.storefront.facts import SpecGroup, specification_table
from catalog.storefront.reading import Sheet, read_products
from shop.web.texts import columns, in_language

MOST = 4
MOST_OTHERS = 40


@dataclass(frozen=True, slots=True)
class Column:
    """One of the compared products; `removal` is the page without it."""

    card: Card
    summary: str
    removal: Address


@dataclass(frozen=True, slots=True)
class Row:
    """What is said of each product under one label, "" where nothing is."""

    label: str
    values: Sequence[str]

    @property
    def is_same(self) -> bool:
        return len({*self.values}) == 1


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    rows: Sequence[Row]

    @property
    def is_same(self) -> bool:
        return all(row.is_same for row in self.rows)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`others` are (slug, title) of what could be put beside them."""

    columns: Sequence[Column]
    groups: Sequence[Group]
    others: Sequence[tuple[str, str]]

    @property
    def has_room(self) -> bool:
        return len(self.columns) < MOST

    @property
    def differs(self) -> bool:
        return len(self.columns) > 1


def compare(
    wanted: Sequence[str], *, price_list: PriceList, now: datetime
) -> Comparison:
    """`wanted` are slugs as an address names them: some may not exist (any more)."""
    slugs = list(dict.fromkeys(wanted))[:MOST]
    found = read_products(slugs)
    sheets = [found[slug] for slug in slugs if slug in found]
    return Comparison(
        columns=_columns(sheets, price_list, now),
        groups=_groups([specification_table(sheet.facts) for sheet in sheets]),
        others=_others([sheet.product for sheet in sheets]),
    )


def _columns(
    sheets: Sequence[Sheet], price_list: PriceList, now: datetime
) -> list[Column]:
    products = [sheet.product for sheet in sheets]
    cards = cards_of(products, price_list=price_list, now=now)
    return [
        Column(
            card=card,
            summary=in_language(product, "summary")[0],
            removal=Address(
                reverse("compare"),
                [("p", other.slug) for other in products if other != product],
            ),
        )
        for product, card in zip(products, cards, strict=True)
    ]


def _groups(tables: Sequence[Sequence[SpecGroup]]) -> list[Group]:
    """The tables of all products as one, in the order in which labels are met."""
    met: dict[str, dict[str, None]] = {}
    for table in tables:
        for group in table:
            met.setdefault(group.name, {}).update(
                dict.fromkeys(label for label, _ in group.rows)
            )
    said = [_by_label(table) for table in tables]
    return [
        Group(
            name,
            [
                Row(label, [one.get((name, label), "") for one in said])
                for label in rows
            ],
        )
        for name, rows in met.items()
    ]


def _by_label(table: Sequence[SpecGroup]) -> Mapping[tuple[str, str], str]:
    return {
        (group.name, label): value for group in table for label, value in group.rows
    }


def _others(products: Sequence[Product]) -> list[tuple[str, str]]:
    """What stands beside the first of them on the shelf."""
    if not products or len(products) == MOST:
        return []
    first = products[0].main_category_id
    beside = Product.objects.published().filter(main_category=first)
    rows = beside.exclude(pk__in=[product.pk for product in products])
    in_order = rows.only("slug", *columns("title")).order_by("-created_at", "-pk")
    return [
        (product.slug, in_language(product, "title")[0])
        for product in in_order[:MOST_OTHERS]
    ]
