"""Which products rules and restrictions are about, found once for all pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from catalog.categories.models import Category
from catalog.products.models import Product


@dataclass(frozen=True, slots=True)
class Scope:
    """Things by category (with those below), tag or name: any of them."""

    categories: frozenset[str] = frozenset()
    tags: frozenset[int] = frozenset()
    products: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.categories or self.tags or self.products)

    def find(self) -> frozenset[int]:
        """The ids of the products."""
        found = set(self.products)
        if self.categories:
            inside = _below(self.categories)
            listed = Product.categories.through._default_manager.filter(
                category__in=inside
            )
            found |= {*listed.values_list("product_id", flat=True)}
            main = Product.objects.filter(main_category__in=inside)
            found |= {*main.values_list("pk", flat=True)}
        if self.tags:
            tagged = Product.tags.through._default_manager.filter(tag__in=self.tags)
            found |= {*tagged.values_list("product_id", flat=True)}
        return frozenset(found)


def scope_of(
    categories: Iterable[Category], tags: Iterable[int], products: Iterable[int] = ()
) -> Scope:
    return Scope(
        frozenset(category.path for category in categories),
        frozenset(tags),
        frozenset(products),
    )


def _below(paths: Iterable[str]) -> list[int]:
    any_of = Q()
    for path in paths:
        any_of |= Q(path__startswith=path)
    return list(Category.objects.filter(any_of).values_list("pk", flat=True))
