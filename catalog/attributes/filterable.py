"""The attributes that lists can be narrowed by, few enough to be kept in the cache."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from catalog.attributes.models import Attribute
from shop.kept.generation import kept
from shop.web.texts import columns


@dataclass(frozen=True, slots=True)
class FilterableAttribute:
    id: int
    code: str
    name: str
    kind: str
    unit: str
    is_option: bool


def filterable_attributes() -> list[FilterableAttribute]:
    """In the order of the tables of specifications, named in the page's language."""
    return kept(f"filterable-attributes:{get_language()}", _read)


def _read() -> list[FilterableAttribute]:
    attributes = (
        Attribute.objects.filter(is_filterable=True)
        .exclude(kind=Attribute.Kind.TEXT)
        .only("code", "kind", "unit", "is_option", *columns("name"))
        .order_by("group__position", "position", "pk")
    )
    return [
        FilterableAttribute(
            id=each.pk,
            code=each.code,
            name=each.name,
            kind=each.kind,
            unit=each.unit,
            is_option=each.is_option,
        )
        for each in attributes
    ]
