"""How many products each further choice would leave, and the choices as shown.

The counts of a facet take every condition into account but its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce
from operator import and_
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from catalog.attributes.filterable import FilterableAttribute
from catalog.attributes.models import AttributeChoice
from catalog.products.models import Product, Specification
from catalog.storefront.filters import ProductFilters, plain
from shop.kept.generation import kept
from shop.web.texts import columns

# (attribute, choice, yes or no, products, lowest number, highest number)
Fact = tuple[int, int | None, bool | None, int, Decimal | None, Decimal | None]

STARS = (4, 3, 2)
MOST_CHOICES = 60
LONG = 2000
LONG_KEPT_SECONDS = 300
# facets that are columns of a product or its shelf label: one pass counts them all
_COLUMNS = ("price", "available", "offer", "rating")


@dataclass(slots=True)
class Counts:
    """Numbers only, so that they can be kept for every language."""

    total: int
    available: int
    on_offer: int
    stars: dict[int, int]
    cheapest: Decimal | None
    dearest: Decimal | None
    choices: dict[int, int] = field(default_factory=dict)
    yes: dict[int, int] = field(default_factory=dict)
    ranges: dict[int, tuple[Decimal, Decimal]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    count: int
    swatch: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One question a list can be narrowed by: choices to tick, or a range between
    `low` and `high`, numbers as the inputs of a browser want them."""

    code: str
    name: str
    choices: Sequence[Choice] = ()
    unit: str = ""
    low: str = ""
    high: str = ""
    chosen_low: str = ""
    chosen_high: str = ""
    # only "yes" can be chosen
    is_yes: bool = False

    @property
    def is_in_use(self) -> bool:
        in_use = any(choice.is_chosen for choice in self.choices)
        return in_use or bool(self.chosen_low or self.chosen_high)


def count(
    filters: ProductFilters,
    attributes: Sequence[FilterableAttribute],
    *,
    key: str,
) -> Counts:
    """Count, or remember; `key` names the products and their prices.

    A short list is counted anew when anything on pages has changed. Of a long one
    nobody sees the difference, and every sale would make it be counted again.
    """
    parts = repr((key, sorted(filters.parameters)))
    digest = hashlib.sha256(parts.encode()).hexdigest()
    known: Counts | None = cache.get(f"long-facets:{digest}")
    if known:
        return known
    counts = kept(f"facets:{digest}", lambda: _count(filters, attributes))
    if counts.total >= LONG:
        cache.set(f"long-facets:{digest}", counts, LONG_KEPT_SECONDS)
    return counts


def facets(
    filters: ProductFilters, attributes: Iterable[FilterableAttribute], counts: Counts
) -> list[Facet]:
    """The facets of attributes that tell some of the products from others."""
    choices = _choices(filters, counts)
    shown = [
        _facet(attribute, filters, counts, choices.get(attribute.id, ()))
        for attribute in attributes
    ]
    return [
        facet for facet in shown if facet.is_in_use or _divides(facet, counts.total)
    ]


def _divides(facet: Facet, total: int) -> bool:
    if facet.high:
        return facet.low != facet.high
    return len(facet.choices) > 1 or any(
        choice.count < total for choice in facet.choices
    )


def _facet(
    attribute: FilterableAttribute,
    filters: ProductFilters,
    counts: Counts,
    choices: Sequence[AttributeChoice],
) -> Facet:
    code, chosen = attribute.code, filters.chosen
    if attribute.id in counts.ranges:
        bounds = counts.ranges[attribute.id]
        return _range(code, attribute.name, attribute.unit, bounds, filters)
    if attribute.id in counts.yes:
        number = counts.yes[attribute.id]
        yes = Choice("1", attribute.name, number, "", code in chosen)
        return Facet(code=code, name=attribute.name, choices=[yes], is_yes=True)
    return Facet(
        code=code,
        name=attribute.name,
        choices=[
            Choice(
                value=choice.code,
                name=choice.name,
                count=counts.choices.get(choice.pk, 0),
                swatch=choice.swatch,
                is_chosen=choice.code in chosen.get(code, ()),
            )
            for choice in choices
        ],
    )


def price_facet(
    filters: ProductFilters, counts: Counts, *, currency: str
) -> Facet | None:
    """The range of what is on the shelves, in whole units of the currency."""
    if counts.cheapest is None or counts.dearest is None:
        return None
    whole = Decimal(1)
    bounds = (
        counts.cheapest.quantize(whole, ROUND_FLOOR),
        counts.dearest.quantize(whole, ROUND_CEILING),
    )
    facet = _range("price", _("Price"), currency, bounds, filters)
    return facet if facet.is_in_use or facet.low != facet.high else None


def _range(
    code: str,
    name: str,
    unit: str,
    bounds: tuple[Decimal, Decimal],
    filters: ProductFilters,
) -> Facet:
    return Facet(
        code=code,
        name=name,
        unit=unit,
        low=plain(bounds[0]),
        high=plain(bounds[1]),
        chosen_low=plain(filters.chosen.get(f"{code}_min")),
        chosen_high=plain(filters.chosen.get(f"{code}_max")),
    )


def _choices(
    filters: ProductFilters, counts: Counts
) -> dict[int, list[AttributeChoice]]:
    """Attribute -> the choices to show: those that occur and those that are chosen."""
    occurring = sorted(counts.choices, key=lambda pk: -counts.choices[pk])
    wanted = Q(pk__in=occurring[: 10 * MOST_CHOICES])
    for name, value in filters.chosen.items():
        if isinstance(value, list) and name != "tag":
            attribute = filters.filters[name].attribute
            wanted |= Q(attribute=attribute.id, code__in=value)
    rows = AttributeChoice.objects.filter(wanted).only(
        "attribute", "code", "swatch", "position", *columns("name")
    )
    found: dict[int, list[AttributeChoice]] = {}
    for choice in sorted(rows, key=lambda row: (row.position, row.name, row.pk)):
        found.setdefault(choice.attribute_id, []).append(choice)
    return {pk: choices[:MOST_CHOICES] for pk, choices in found.items()}


def _count(
    filters: ProductFilters, attributes: Sequence[FilterableAttribute]
) -> Counts:
    counts = _count_columns(filters)
    for attribute, choice, said, number, low, high in _facts(filters, attributes):
        if choice:
            counts.choices[choice] = number
        elif said:
            counts.yes[attribute] = number
        elif low is not None and high is not None:
            counts.ranges[attribute] = (low.normalize(), high.normalize())
    return counts


def _count_columns(filters: ProductFilters) -> Counts:
    conditions = filters.conditions()

    def besides(*facets: str) -> Q:
        asked = [
            conditions[facet]
            for facet in _COLUMNS
            if facet in conditions and facet not in facets
        ]
        return reduce(and_, asked, Q(pk__gt=0))

    row = filters.narrow(besides=_COLUMNS).aggregate(
        total=Count("pk", filter=besides()),
        available=Count("pk", filter=besides("available") & Q(is_available=True)),
        on_offer=Count("pk", filter=besides("offer") & Q(shelf__is_reduced=True)),
        cheapest=Min("shelf__amount", filter=besides("price")),
        dearest=Max("shelf__amount", filter=besides("price")),
        **{
            f"stars_{stars}": Count(
                "pk", filter=besides("rating") & Q(rating__gte=stars)
            )
            for stars in STARS
        },
    )
    return Counts(
        total=row["total"],
        available=row["available"],
        on_offer=row["on_offer"],
        stars={stars: row[f"stars_{stars}"] for stars in STARS},
        cheapest=row["cheapest"],
        dearest=row["dearest"],
    )


def _facts(
    filters: ProductFilters, attributes: Sequence[FilterableAttribute]
) -> Iterable[Fact]:
    """What is said of how many products, in one query."""
    conditions = filters.conditions()
    asked = [each for each in attributes if each.code in conditions]
    free = [each.id for each in attributes if each.code not in conditions]
    queries = [_tally(free, filters.narrow())] if free else []
    queries += [
        _tally([each.id], filters.narrow(besides=[each.code])) for each in asked
    ]
    if not queries:
        return ()
    first, *others = queries
    facts: Iterable[Fact] = first.union(*others, all=True) if others else first
    return facts


def _tally(
    attributes: Sequence[int], products: QuerySet[Product]
) -> QuerySet[Any, Any]:
    return (
        Specification.objects.filter(attribute__in=attributes, product__in=products)
        .order_by()
        .values_list("attribute_id", "choice_id", "boolean")
        .annotate(
            products=Count("product_id", distinct=True),
            low=Min("number"),
            high=Max("number"),
        )
    )
