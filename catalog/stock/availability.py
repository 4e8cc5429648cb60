"""How many of a variant can be bought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from catalog.products.models import BundlePart, Product, Variant
from catalog.stock.models import Hold, Stock
from catalog.stock.recipes import Recipes, recipes, recipes_of
from shop.kept.generation import pages_changed

_ROW = ("variant_id", "is_tracked", "free")


def available(
    variants: Iterable[Variant], *, now: datetime, holder: UUID | None = None
) -> dict[int, int | None]:
    """Variant -> how many may be taken; None: it never runs out.

    A bundle has as many as its parts allow. What `holder` holds is theirs to take,
    and a hold whose time is over keeps nothing.
    """
    found = recipes_of(variants)
    held = Hold.objects.filter(stock=OuterRef("pk"), until__gt=now)
    if holder:
        held = held.exclude(holder=holder)
    total = held.order_by().values("stock").annotate(total=Sum("quantity"))
    stocks = Stock.objects.filter(variant__in=found.pieces).annotate(
        free=F("on_hand") - F("sold") - Coalesce(Subquery(total.values("total")), 0)
    )
    return _left(found, stocks.values_list(*_ROW))


@transaction.atomic
def refresh_availability(product_ids: Sequence[int]) -> None:
    """Write downwards which products can be bought: published, with a variant on
    sale that has a price and of which not everything is sold.

    What lies in carts still counts, so that a list does not flicker with them.
    """
    products = Product.objects.filter(pk__in=product_ids)
    # locked first: two sales of the last pieces of one product see each other
    locked = products.select_for_update().order_by("pk")
    standing = dict(locked.values_list("pk", "is_available"))
    on_sale = Variant.objects.sellable().filter(
        product__in=standing, prices__isnull=False
    )
    product_of = dict(on_sale.values_list("pk", "product_id"))
    found = recipes(product_of)
    stocks = Stock.objects.filter(variant__in=found.pieces).annotate(
        free=F("on_hand") - F("sold")
    )
    left = _left(found, stocks.values_list(*_ROW))
    can_be_bought = {product_of[pk] for pk, count in left.items() if count != 0}
    flips = [pk for pk, was in standing.items() if was != (pk in can_be_bought)]
    if flips:
        flipped = Case(When(is_available=True, then=Value(False)), default=Value(True))
        Product.objects.filter(pk__in=flips).update(is_available=flipped)
        pages_changed()


def products_with(variant_ids: Iterable[int]) -> list[int]:
    """The products that a variant's stock decides about: its own, and bundles."""
    ids = list(variant_ids)
    own = Variant.objects.filter(pk__in=ids).values_list("product_id", flat=True)
    bundles = BundlePart.objects.filter(variant__in=ids)
    return sorted({*own, *bundles.values_list("bundle_id", flat=True)})


def _left(
    found: Recipes, rows: Iterable[tuple[int, bool, int]]
) -> dict[int, int | None]:
    free: dict[int, int | None] = dict.fromkeys(found.pieces, 0)
    free.update(dict.fromkeys(found.endless))
    for piece, is_tracked, count in rows:
        so_far = free[piece]
        free[piece] = so_far + count if is_tracked and so_far is not None else None
    return {pk: found.fits(pk, free) for pk in found.by_variant}
