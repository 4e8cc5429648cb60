"""Categories, tags, makers and attributes: how products are found and described."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from catalog.attributes.models import Attribute, AttributeChoice, AttributeGroup
from catalog.categories.models import Category
from catalog.media.encoding import BadPicture, made_safe
from catalog.products.models import Manufacturer, Tag
from shop.staff.pages import StaffAdmin, in_default_language, sort_by
from shop.staff.pasts import PastAdmin

_NAME = in_default_language("name")


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_picture(self) -> Any:
        """A new picture is re-encoded, or refused with a sentence."""
        picture = self.cleaned_data["picture"]
        if not isinstance(picture, UploadedFile):
            return picture
        try:
            return ContentFile(made_safe(picture.read()), name="picture.jpg")
        except BadPicture as refused:
            raise ValidationError(str(refused)) from refused


@admin.register(Category)
class CategoryAdmin(PastAdmin, StaffAdmin):
    form = CategoryForm
    texts = ("name", "description")
    html_texts = ("description",)
    list_display = ("in_tree", "slug", "position", "is_visible")
    list_editable = ("position", "is_visible")
    list_filter = ("is_visible",)
    search_fields = (_NAME, "slug")
    ordering = ("path", "pk")
    autocomplete_fields = ("parent",)
    fields = (("parent", "slug"), ("position", "is_visible"), "picture")

    @admin.display(description=_("name"), ordering="path")
    def in_tree(self, category: Category) -> str:
        return format_html(
            '<span style="padding-inline-start:{}rem">{}</span>',
            str((category.depth - 1) * 1.5),
            category.name,
        )


@admin.register(Tag)
class TagAdmin(StaffAdmin):
    texts = ("name",)
    list_display = ("name", "code")
    search_fields = (_NAME, "code")
    ordering = ("code",)
    fields = ("code",)


@admin.register(Manufacturer)
class ManufacturerAdmin(StaffAdmin):
    list_display = ("name", "country", "responsible_name")
    search_fields = ("name",)
    ordering = ("name",)
    fieldsets = (
        (None, {"fields": (("name", "country"),)}),
        (
            _("Address"),
            {"fields": ("postal_address", "electronic_address")},
        ),
        (
            _("Responsible person in the EU"),
            {
                "fields": (
                    "responsible_name",
                    "responsible_postal",
                    "responsible_electronic",
                )
            },
        ),
    )


class ChoiceInline(TabularInline):  # type: ignore[misc]
    model = AttributeChoice
    extra = 0
    per_page = 50
    show_change_link = True
    ordering = ("position", "pk")
    fields = ("code", _NAME, "swatch", "position")


@admin.register(Attribute)
class AttributeAdmin(StaffAdmin):
    texts = ("name",)
    inlines = (ChoiceInline,)
    list_display = ("name", "group", "kind", "unit", "is_filterable", "is_option")
    list_editable = ("is_filterable",)
    list_filter = ("group", "kind", "is_filterable", "is_option")
    list_select_related = ("group",)
    search_fields = (_NAME, "code")
    ordering = sort_by("position")
    fields = (
        ("code", "group", "kind", "unit"),
        ("is_filterable", "is_option", "position"),
    )


@admin.register(AttributeChoice)
class AttributeChoiceAdmin(StaffAdmin):
    """For its texts in every language, and to be found while typing."""

    texts = ("name",)
    list_display = ("name", "attribute", "code")
    list_filter = ("attribute",)
    list_select_related = ("attribute",)
    search_fields = (_NAME, "code", f"attribute__{_NAME}")
    ordering = sort_by("attribute", "position")
    autocomplete_fields = ("attribute",)
    fields = (("attribute", "code"), ("swatch", "position"))


@admin.register(AttributeGroup)
class AttributeGroupAdmin(StaffAdmin):
    texts = ("name",)
    list_display = ("name", "code", "position")
    list_editable = ("position",)
    ordering = sort_by("position")
    fields = (("code", "position"),)
