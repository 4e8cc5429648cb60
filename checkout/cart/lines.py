"""The lines of a cart with all that a page shows of their goods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject

from catalog.media.models import Picture
from catalog.media.showing import PictureView, view_of
from catalog.products.models import PersonalField, Variant
from checkout.cart.models import Cart, CartLine
from shop.web.texts import columns

# what a cart shows and an order copies; the long texts of a product stay where they are
_NEEDED = (
    "cart",
    "quantity",
    "personal",
    "kept_price",
    "kept_until",
    "risen_from",
    "variant__sku",
    "variant__is_active",
    "variant__weight_g",
    "variant__length_mm",
    "variant__width_mm",
    "variant__height_mm",
    "variant__product__slug",
    "variant__product__kind",
    "variant__product__is_published",
    "variant__product__external_url",
    "variant__product__lead_time_days",
    "variant__product__vat_class",
    "variant__product__hs_code",
    "variant__product__origin_country",
)


def lines_of(cart: Cart) -> list[CartLine]:
    """In the order of adding, with their goods and a picture, in one query."""
    lines = cart.lines.select_related("variant__product").only(*_NEEDED, *_texts())
    return list(with_pictures(lines).order_by("added_at", "pk"))


def with_pictures(lines: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Rows that have a `variant`, each with what `picture_of` asks for."""
    own = _first(Picture.objects.filter(variants=OuterRef("variant")))
    any_other = _first(Picture.objects.filter(product=OuterRef("variant__product")))
    pictured: models.QuerySet[Any] = lines.annotate(picture=Coalesce(own, any_other))
    return pictured


def variants_to_give(ids: Iterable[int]) -> list[Variant]:
    """Gifts as a cart shows them, with what `picture_of` asks for, in one query."""
    own = _first(Picture.objects.filter(variants=OuterRef("pk")))
    any_other = _first(Picture.objects.filter(product=OuterRef("product")))
    found = Variant.objects.sellable().filter(pk__in=ids).select_related("product")
    return list(found.annotate(picture=Coalesce(own, any_other)).order_by("pk"))


def _texts() -> list[str]:
    return [
        *(f"variant__{column}" for column in columns("name")),
        *(f"variant__product__{column}" for column in columns("title")),
    ]


def _first(pictures: models.QuerySet[Picture]) -> Subquery:
    """What `picture_of` needs of the first of them."""
    in_order = pictures.exclude(file="").order_by("position", "pk")
    data = JSONObject(
        id="pk",
        file="file",
        width="width",
        height="height",
        has_renditions="has_renditions",
    )
    return Subquery(in_order.annotate(data=data).values("data")[:1])


def picture_of(line: models.Model) -> PictureView | None:
    """The picture that `with_pictures` found. It stands beside the title, so it needs
    no words of its own."""
    found: Mapping[str, Any] | None = getattr(line, "picture", None)
    if found is None:
        return None
    is_made = bool(found["has_renditions"])  # SQLite says 0 and 1
    return view_of(Picture(**{**found, "has_renditions": is_made, "alt": ""}))


def wishes_of(lines: Sequence[CartLine]) -> dict[int, list[tuple[str, str]]]:
    """Line -> what its buyer wants of something made to order, as (label, text)."""
    products = {line.variant.product_id for line in lines if line.personal}
    if not products:
        return {}
    fields = PersonalField.objects.filter(product__in=products)
    known = list(fields.order_by("position", "pk"))
    return {
        line.pk: [
            (field.label, line.personal[field.code])
            for field in known
            if field.product_id == line.variant.product_id
            and field.code in line.personal
        ]
        for line in lines
    }
