"""What belongs to a product, edited on its page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline, TabularInline

from catalog.media.models import Document, Picture, rendition_name, widths_of
from catalog.pricing.lists import price_lists
from catalog.products.models import (
    BundlePart,
    PersonalField,
    Product,
    Specification,
    Variant,
)
from catalog.staff.product_forms import (
    PersonalFieldForm,
    PictureForm,
    SpecificationForm,
    price_name,
    variant_form_with_prices,
)
from shop.staff.choosing import FindingFields
from shop.staff.pages import in_default_language


class VariantInline(TabularInline):  # type: ignore[misc]
    """More about a variant, and its texts in other languages, on its own page."""

    model = Variant
    tab = True
    extra = 0
    show_change_link = True
    ordering = ("position", "pk")
    readonly_fields = ("stock",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [
            "sku",
            in_default_language("name"),
            *(price_name(each) for each in price_lists()),
            "stock",
            "weight_g",
            "is_active",
            "position",
        ]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = variant_form_with_prices()
        return super().get_formset(request, obj, **{**kwargs, "form": form})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        rows: QuerySet[Variant] = super().get_queryset(request)
        return rows.select_related("product").prefetch_related("prices", "stocks")

    @admin.display(description=_("left"))
    def stock(self, variant: Variant) -> str:
        return (
            "–" if variant.product.kind == Product.Kind.BUNDLE else stock_text(variant)
        )


class PictureInline(TabularInline):  # type: ignore[misc]
    model = Picture
    form = PictureForm
    tab = True
    extra = 0
    show_change_link = True
    ordering = ("position", "pk")
    readonly_fields = ("preview",)
    fields = ("preview", "file", in_default_language("alt"), "position")

    @admin.display(description=_("picture"))
    def preview(self, picture: Picture) -> str:
        return preview_of(picture, size=96)


class SpecificationInline(FindingFields, TabularInline):  # type: ignore[misc]
    model = Specification
    form = SpecificationForm
    tab = True
    extra = 0
    show_change_link = True
    ordering = ("attribute__position", "pk")
    autocomplete_fields = ("attribute", "choice")
    fields = (
        "attribute",
        "variant",
        "choice",
        "number",
        "boolean",
        in_default_language("text"),
    )

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "variant":
            kwargs["queryset"] = Variant.objects.filter(
                product=_product_of(request)
            ).select_related("product")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class DocumentInline(TabularInline):  # type: ignore[misc]
    model = Document
    tab = True
    extra = 0
    show_change_link = True
    ordering = ("pk",)
    fields = ("kind", in_default_language("title"), "language", "file")


class PersonalFieldInline(StackedInline):  # type: ignore[misc]
    model = PersonalField
    form = PersonalFieldForm
    tab = True
    extra = 0
    show_change_link = True
    ordering = ("position", "pk")
    fields = (
        ("code", in_default_language("label"), "kind"),
        (in_default_language("choices"), "max_length", "is_required", "position"),
    )


class PartInline(FindingFields, TabularInline):  # type: ignore[misc]
    model = BundlePart
    fk_name = "bundle"
    tab = True
    extra = 0
    ordering = ("pk",)
    autocomplete_fields = ("variant",)
    fields = ("variant", "quantity")


def stock_text(variant: Variant) -> str:
    """What can still be sold: on the shelf, less what is sold and not sent."""
    rows = list(variant.stocks.all()) if variant.pk else []
    if any(not row.is_tracked for row in rows):
        return "∞"
    return str(sum(row.on_hand - row.sold for row in rows))


def preview_of(picture: Picture | None, *, size: int) -> str:
    """The smallest rendition; the original while there is none."""
    if picture is None or not picture.is_there:
        return "–"
    url = picture.file.url
    if picture.has_renditions:
        name = rendition_name(picture, widths_of(picture.width)[0], "jpg")
        url = picture.file.storage.url(name)
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy" '
        'class="object-cover rounded-default" '
        'style="inline-size:{}px;block-size:{}px">',
        url,
        picture.alt or "",
        size,
        size,
        size,
        size,
    )


def _product_of(request: HttpRequest) -> int | None:
    """The product whose page this is; None for a new one."""
    resolved = request.resolver_match
    given = resolved.kwargs.get("object_id", "") if resolved else ""
    return int(given) if given.isdigit() else None
