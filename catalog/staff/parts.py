"""Rows of a product on pages of their own: all their texts in every language."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import TabularInline

from catalog.media.models import Document, Picture
from catalog.offers.shelf import refresh_shelf
from catalog.pricing.models import PriceChange
from catalog.products.models import PersonalField, Specification, Variant
from catalog.search.indexing import reindex_later
from catalog.staff.product_forms import (
    PersonalFieldForm,
    PictureForm,
    SpecificationForm,
)
from catalog.staff.stock import Count, Receive
from shop.kept.generation import pages_changed
from shop.staff.deeds import DeedsAdmin
from shop.staff.pages import StaffAdmin, sort_by
from shop.staff.pasts import PastAdmin


class PartAdmin(StaffAdmin):
    """A row that is added and taken away on its product's page."""

    list_select_related: tuple[str, ...] = ("product",)
    autocomplete_fields: tuple[str, ...] = ()
    ordering = sort_by("product")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "product")

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        refresh_shelf([form.instance.product_id])
        reindex_later([form.instance.product_id])
        pages_changed()


class PriceChangeInline(TabularInline):  # type: ignore[misc]
    """The history of prices is read, never edited."""

    model = PriceChange
    fields = ("at", "price_list", "amount", "by")
    readonly_fields = fields
    ordering = ("-at", "-pk")
    per_page = 20
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Variant)
class VariantAdmin(PastAdmin, PartAdmin, DeedsAdmin):
    texts = ("name",)
    deeds = (Receive, Count)
    inlines = (PriceChangeInline,)
    list_display = ("sku", "product", "name", "is_active")
    list_filter = ("is_active",)
    search_fields = ("sku", "gtin", "product__title_en", "name_en")
    fields = (
        ("product", "sku", "gtin"),
        ("is_active", "position"),
        ("weight_g", "length_mm", "width_mm", "height_mm"),
        ("content_quantity", "content_unit"),
    )


@admin.register(Picture)
class PictureAdmin(PartAdmin):
    form = PictureForm
    texts = ("alt",)
    list_display = ("product", "alt", "position")
    fields = (("product", "position"), "file", "variants")

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        resolved = request.resolver_match
        picture = resolved.kwargs.get("object_id") if resolved else None
        kwargs["queryset"] = Variant.objects.filter(
            product__pictures=picture
        ).select_related("product")
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Document)
class DocumentAdmin(PartAdmin):
    texts = ("title",)
    list_display = ("product", "title", "kind", "language")
    fields = (("product", "kind", "language"), "file")


@admin.register(Specification)
class SpecificationAdmin(PartAdmin):
    form = SpecificationForm
    texts = ("text",)
    list_display = ("product", "attribute", "choice", "number", "text")
    list_select_related = ("product", "attribute", "choice")
    autocomplete_fields = ("attribute", "choice")
    readonly_fields = ("variant",)
    fields = (("product", "variant"), ("attribute", "choice"), ("number", "boolean"))


@admin.register(PersonalField)
class PersonalFieldAdmin(PartAdmin):
    form = PersonalFieldForm
    texts = ("label", "choices")
    list_display = ("product", "label", "kind", "is_required")
    fields = (("product", "code", "kind"), ("max_length", "is_required", "position"))
