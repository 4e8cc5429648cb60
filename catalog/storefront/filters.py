"""What a list is narrowed by, read from the address of the page.

Parameters that mean nothing are left out, so that no address is an error.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import FilteredRelation, Q, QuerySet
from django.http import QueryDict
from django_filters import Filter, FilterSet

from catalog.attributes.filterable import FilterableAttribute
from catalog.attributes.models import Attribute
from catalog.pricing.models import PriceList
from catalog.products.models import Product, Specification
from shop.languages.reading import AmountField

MOST_CODES = 50
_CODE = re.compile(r"[-\w]{1,100}")


class CodesField(forms.Field):
    """Codes of choices, named as often as there are choices."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Iterable[str] | None) -> list[str]:
        codes = [code for code in value or () if _CODE.fullmatch(code)]
        return list(dict.fromkeys(codes))[:MOST_CODES]


class FacetFilter(Filter):  # type: ignore[misc]
    """A filter of a facet: the counts of a facet ignore its own filters."""

    def __init__(self, field_name: str, *, facet: str, **options: Any) -> None:
        super().__init__(field_name, **options)
        self.facet = facet

    def condition(self, value: Any) -> Q:
        return Q(**{f"{self.field_name}__{self.lookup_expr}": value})


class Ticked(FacetFilter):
    field_class = forms.BooleanField


class Bound(FacetFilter):
    """The lower or upper end of a range of money or of a measure."""

    field_class = AmountField

    def __init__(self, field_name: str, **options: Any) -> None:
        super().__init__(
            field_name, min_value=0, max_digits=14, decimal_places=4, **options
        )


class Stars(FacetFilter):
    field_class = forms.IntegerField


class Tagged(FacetFilter):
    field_class = CodesField

    def condition(self, value: Any) -> Q:
        tagged = Product.tags.through.objects.filter(tag__code__in=value)
        return Q(pk__in=tagged.values("product_id"))


class FactFilter(FacetFilter):
    """A filter by what is said of a product or of one of its variants."""

    def __init__(
        self, attribute: FilterableAttribute, field_name: str, **options: Any
    ) -> None:
        super().__init__(field_name, facet=attribute.code, **options)
        self.attribute = attribute

    def condition(self, value: Any) -> Q:
        facts = Specification.objects.filter(
            super().condition(value), attribute_id=self.attribute.id
        )
        return Q(pk__in=facts.values("product_id"))


class OneOf(FactFilter):
    field_class = CodesField


class Said(FactFilter):
    field_class = forms.BooleanField


class Measured(FactFilter, Bound):
    """The lower or upper end of a measure."""


class ProductFilters(FilterSet):  # type: ignore[misc]
    price_min = Bound("shelf__amount", facet="price", lookup_expr="gte")
    price_max = Bound("shelf__amount", facet="price", lookup_expr="lte")
    available = Ticked("is_available", facet="available")
    offer = Ticked("shelf__is_reduced", facet="offer")
    rating = Stars(
        "rating", facet="rating", lookup_expr="gte", min_value=1, max_value=5
    )
    tag = Tagged("tags", facet="tag")

    class Meta:
        model = Product
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict,
        products: QuerySet[Product],
        *,
        attributes: Iterable[FilterableAttribute],
    ) -> None:
        super().__init__(data, products)
        for attribute in attributes:
            for name, chosen in _filters_of(attribute).items():
                if name in data and name not in self.filters:
                    self.filters[name] = chosen
        self.form.full_clean()
        self.chosen: dict[str, Any] = {
            name: value for name, value in self.form.cleaned_data.items() if value
        }

    def conditions(self) -> Mapping[str, Q]:
        """What is asked for, facet by facet."""
        asked: dict[str, Q] = {}
        for name, value in self.chosen.items():
            chosen = self.filters[name]
            asked[chosen.facet] = asked.get(chosen.facet, Q()) & chosen.condition(value)
        return asked

    @property
    def options(self) -> list[tuple[int, list[str]]]:
        """(attribute, codes) of what is asked of single variants: a colour, a size."""
        return [
            (self.filters[name].attribute.id, value)
            for name, value in self.chosen.items()
            if isinstance(self.filters[name], OneOf)
            and self.filters[name].attribute.is_option
        ]

    def narrow(self, *, besides: Collection[str] = ()) -> QuerySet[Product]:
        """The products that meet all conditions but those of some facets."""
        products: QuerySet[Product] = self.queryset
        for facet, condition in self.conditions().items():
            if facet not in besides:
                products = products.filter(condition)
        return products

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The conditions as they stand in an address."""
        return [
            (name, text)
            for name, value in self.chosen.items()
            for text in _as_parameters(value)
        ]


def with_shelf(
    products: QuerySet[Product], price_list: PriceList
) -> QuerySet[Any, Any]:
    """Products with their label in a price list at `shelf`."""
    shelf = FilteredRelation(
        "shelf_prices", condition=Q(shelf_prices__price_list=price_list.pk or 0)
    )
    return products.annotate(shelf=shelf)


def _filters_of(attribute: FilterableAttribute) -> dict[str, FactFilter]:
    if attribute.kind == Attribute.Kind.NUMBER:
        return {
            f"{attribute.code}_min": Measured(attribute, "number", lookup_expr="gte"),
            f"{attribute.code}_max": Measured(attribute, "number", lookup_expr="lte"),
        }
    if attribute.kind == Attribute.Kind.BOOLEAN:
        return {attribute.code: Said(attribute, "boolean")}
    return {attribute.code: OneOf(attribute, "choice__code", lookup_expr="in")}


def plain(number: Decimal | None) -> str:
    """A number as addresses and the inputs of a browser have it; "" for none."""
    return "" if number is None else f"{number.normalize():f}"


def _as_parameters(value: Any) -> list[str]:
    if isinstance(value, list):
        return value
    if isinstance(value, Decimal):
        return [plain(value)]
    return ["1" if value is True else str(value)]
