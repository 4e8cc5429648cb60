from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.products.models import Tag
from catalog.storefront.addresses import Address, Parameter
from catalog.storefront.facets import Facet
from catalog.storefront.filters import ProductFilters
from shop.languages.writing import measure_text, money_text, own_digits
from shop.web.texts import columns


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition in force, and where the list is without it."""

    label: str
    url: Address


def chips(
    filters: ProductFilters, facets: Iterable[Facet], *, address: Address, currency: str
) -> list[Chip]:
    texts = dict(_texts(filters, facets, currency))
    return [
        Chip(texts[parameter], address.without(parameter))
        for parameter in filters.parameters
        if parameter in texts
    ]


def _texts(
    filters: ProductFilters, facets: Iterable[Facet], currency: str
) -> Iterator[tuple[Parameter, str]]:
    chosen = dict(filters.parameters)
    language = get_language() or "en"
    for name, sentence in (("price_min", _("from %s")), ("price_max", _("up to %s"))):
        if name in chosen:
            amount = money_text(filters.chosen[name], currency, language)
            yield (name, chosen[name]), sentence % amount
    yield ("available", "1"), _("in stock")
    yield ("offer", "1"), _("on offer")
    if stars := chosen.get("rating"):
        yield ("rating", stars), _("%s stars and more") % own_digits(stars, language)
    for facet in facets:
        yield from _texts_of(facet)
    if codes := filters.chosen.get("tag"):
        tags = Tag.objects.filter(code__in=codes).only("code", *columns("name"))
        yield from ((("tag", tag.code), tag.name) for tag in tags)


def _texts_of(facet: Facet) -> Iterator[tuple[Parameter, str]]:
    for choice in facet.choices:
        yield (facet.code, choice.value), choice.name
    ends = (
        ("min", facet.chosen_low, _("%(name)s: from %(measure)s")),
        ("max", facet.chosen_high, _("%(name)s: up to %(measure)s")),
    )
    for end, number, sentence in ends:
        if number:
            measure = measure_text(Decimal(number), facet.unit, get_language() or "en")
            text = sentence % {"name": facet.name, "measure": measure}
            yield (f"{facet.code}_{end}", number), text
