"""What has to lie on the shelf for a variant to be sold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catalog.products.models import Product, Variant

Free = Mapping[int, int | None]


@dataclass(slots=True)
class Recipes:
    """The pieces one of each variant takes: itself, or the parts of a bundle.

    `endless` pieces are made to order and never run out. The parts of a bundle are
    no bundles themselves: such a part has no stock.
    """

    by_variant: dict[int, dict[int, int]] = field(default_factory=dict)
    endless: set[int] = field(default_factory=set)

    @property
    def pieces(self) -> set[int]:
        return {piece for recipe in self.by_variant.values() for piece in recipe}

    def total(self, quantities: Mapping[int, int]) -> Counter[int]:
        """The pieces that all of `quantities` take together."""
        total: Counter[int] = Counter()
        for variant, quantity in quantities.items():
            for piece, each in self.by_variant[variant].items():
                total[piece] += each * quantity
        return total

    def fits(self, variant: int, free: Free) -> int | None:
        """How many can be made of what is free; None without end."""
        recipe = self.by_variant[variant]
        if not recipe:
            return 0
        limits = [
            max(count, 0) // each
            for piece, each in recipe.items()
            if (count := free[piece]) is not None
        ]
        return min(limits, default=None)

    def grants(self, wanted: Mapping[int, int], free: Free) -> dict[int, int]:
        """How many of each can be had when each in turn takes what is free."""
        left = dict(free)
        granted: dict[int, int] = {}
        for variant, quantity in wanted.items():
            most = self.fits(variant, left)
            granted[variant] = quantity if most is None else min(quantity, most)
            for piece, each in self.by_variant[variant].items():
                if (count := left[piece]) is not None:
                    left[piece] = count - each * granted[variant]
        return granted


def recipes(variant_ids: Iterable[int]) -> Recipes:
    """The recipes of these variants in one query; ids of no variant are left out."""
    rows = Variant.objects.filter(pk__in=variant_ids).values_list(
        "pk",
        "product__kind",
        "product__parts__variant_id",
        "product__parts__quantity",
        "product__parts__variant__product__kind",
    )
    found = Recipes()
    for pk, kind, part, quantity, part_kind in rows.order_by("pk"):
        recipe = found.by_variant.setdefault(pk, {})
        is_bundle = kind == Product.Kind.BUNDLE
        if is_bundle and part is None:
            continue
        piece, each = (part, quantity) if is_bundle else (pk, 1)
        recipe[piece] = each
        if (part_kind if is_bundle else kind) in Product.MADE_ON_DEMAND:
            found.endless.add(piece)
    return found


def recipes_of(variants: Iterable[Variant]) -> Recipes:
    """The same of variants at hand, without a query where their products are at hand
    too and none is a bundle."""
    at_hand = list(variants)
    is_known = all(Variant.product.is_cached(one) for one in at_hand)
    if not is_known or any(one.product.kind == Product.Kind.BUNDLE for one in at_hand):
        return recipes(one.pk for one in at_hand)
    made = Product.MADE_ON_DEMAND
    return Recipes(
        by_variant={one.pk: {one.pk: 1} for one in at_hand},
        endless={one.pk for one in at_hand if one.product.kind in made},
    )
