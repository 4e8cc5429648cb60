"""Pictures of products, with the variants each of them shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef

from catalog.media.models import Picture
from catalog.media.showing import PictureView, shared, view_of
from catalog.storefront.rows import Rows
from shop.web.sharing import SharedPicture
from shop.web.texts import columns

_COLUMNS = ("product", "file", "width", "height", "has_renditions", "previews")


@dataclass(frozen=True, slots=True)
class Shot:
    view: PictureView
    variants: frozenset[int]
    shared: SharedPicture | None


def shots_of(product_ids: Iterable[int]) -> dict[int, list[Shot]]:
    """Product -> its pictures in order, in one query."""
    shown = Picture.variants.through.objects.filter(picture=OuterRef("pk"))
    rows = (
        Picture.objects.filter(product__in=product_ids)
        .exclude(file="")
        .annotate(shown=Rows(shown.values("variant_id")))
        .only(*_COLUMNS, *columns("alt"))
        .order_by("position", "pk")
    )
    found: dict[int, list[Shot]] = {}
    for picture in rows:
        if view := view_of(picture):
            variants = frozenset(row["variant_id"] for row in vars(picture)["shown"])
            shot = Shot(view, variants, shared(picture))
            found.setdefault(picture.product_id, []).append(shot)
    return found


def for_variant(shots: Iterable[Shot], variant_id: int | None) -> list[PictureView]:
    """Those of the variant first, then those of the product as a whole."""

    def distance(shot: Shot) -> int:
        if not shot.variants:
            return 1
        return 0 if variant_id in shot.variants else 2

    return [shot.view for shot in sorted(shots, key=distance)]
