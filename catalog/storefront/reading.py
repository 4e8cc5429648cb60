"""Everything a product page says of a product, in one query."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import CharField, F, Model, OuterRef, QuerySet
from django.db.models.functions import Cast

from catalog.media.models import Document
from catalog.products.models import (
    BundlePart,
    PersonalField,
    Product,
    Specification,
    Tag,
)
from catalog.storefront.rows import Rows
from shop.web.texts import columns, languages_to_try, shown_text

TEXTS = (
    "title",
    "summary",
    "description",
    "materials",
    "instructions",
    "safety_warnings",
    "seo_title",
    "seo_description",
)
MOST_RELATED = 4


Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A published product with the rows that hang on it; texts only in the language
    of the page. `parts` is variant -> quantity, `related` are ids of products."""

    product: Product
    facts: Sequence[Row]
    tags: Sequence[Row]
    files: Sequence[Row]
    questions: Sequence[Row]
    parts: Mapping[int, int]
    related: Sequence[int]


def read_product(slug: str) -> Sheet | None:
    return read_products([slug]).get(slug)


def read_products(slugs: Collection[str]) -> dict[str, Sheet]:
    """slug -> its sheet, for those that are published, in one query."""
    found = _prepared(languages_to_try()).filter(slug__in=slugs)
    return {product.slug: _sheet(product) for product in found}


def _sheet(product: Product) -> Sheet:
    rows = vars(product)
    return Sheet(
        product=product,
        facts=rows["facts"],
        tags=rows["tag_rows"],
        files=rows["file_rows"],
        questions=rows["question_rows"],
        parts={row["variant_id"]: row["quantity"] for row in rows["part_rows"]},
        related=[row["to_product_id"] for row in rows["related_rows"]],
    )


@cache
def _prepared(languages: tuple[str, ...]) -> QuerySet[Product]:
    """Putting this query together takes longer than asking it: it is done once for
    each language."""
    return (
        Product.objects.published()
        .select_related("manufacturer")
        .defer(*_other_languages())
        .annotate(
            facts=Rows(_facts()),
            tag_rows=Rows(_tags()),
            file_rows=Rows(_files()),
            question_rows=Rows(_questions()),
            part_rows=Rows(_parts()),
            related_rows=Rows(_related()),
        )
    )


def _other_languages() -> list[str]:
    shown = {*columns(*TEXTS)}
    translated = {
        field.name
        for field in Product._meta.concrete_fields
        if field.name.rpartition("_")[0] in {*TEXTS, "keywords"}
    }
    return sorted(translated - shown)


def _plain(model: type[Model]) -> QuerySet[Any, Any]:
    """Rows whose columns mean what they say: `shown_text` chooses the language."""
    rows: Any = model._default_manager
    plain: QuerySet[Any, Any] = rows.rewrite(False)
    return plain


def _facts() -> QuerySet[Any, Any]:
    facts = _plain(Specification).filter(product=OuterRef("pk"))
    return facts.order_by(
        F("attribute__group__position").asc(nulls_last=True),
        "attribute__position",
        "attribute_id",
        "choice__position",
        "pk",
    ).values(
        "variant_id",
        "boolean",
        code=F("attribute__code"),
        kind=F("attribute__kind"),
        unit=F("attribute__unit"),
        is_option=F("attribute__is_option"),
        attribute_name=shown_text("name", through="attribute__"),
        group_name=shown_text("name", through="attribute__group__"),
        choice_code=F("choice__code"),
        choice_name=shown_text("name", through="choice__"),
        choice_position=F("choice__position"),
        swatch=F("choice__swatch"),
        measure=Cast("number", CharField()),
        words=shown_text("text"),
    )


def _tags() -> QuerySet[Any, Any]:
    tags = _plain(Tag).filter(products=OuterRef("pk"))
    return tags.order_by("code").values("code", label=shown_text("name"))


def _files() -> QuerySet[Any, Any]:
    files = _plain(Document).filter(product=OuterRef("pk"))
    return files.order_by("pk").values(
        "kind", "file", "language", label=shown_text("title")
    )


def _questions() -> QuerySet[Any, Any]:
    fields = _plain(PersonalField).filter(product=OuterRef("pk"))
    return fields.order_by("position", "pk").values(
        "code",
        "kind",
        "is_required",
        "max_length",
        shown_label=shown_text("label"),
        answers=shown_text("choices"),
    )


def _parts() -> QuerySet[Any, Any]:
    parts = BundlePart.objects.filter(bundle=OuterRef("pk"))
    return parts.order_by("pk").values("variant_id", "quantity")


def _related() -> QuerySet[Any, Any]:
    pairs = Product.related.through.objects.filter(
        from_product=OuterRef("pk"), to_product__is_published=True
    )
    return pairs.order_by("pk").values("to_product_id")[:MOST_RELATED]
