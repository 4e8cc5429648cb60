"""What all pages of the admin have in common."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from modeltranslation.fields import TranslationField
from modeltranslation.utils import build_localized_fieldname
from unfold.admin import ModelAdmin

from shop.staff.choosing import FindingFields
from shop.web.cleaning import clean_html

DEFAULT_LANGUAGE = settings.MODELTRANSLATION_DEFAULT_LANGUAGE


def in_default_language(name: str) -> str:
    """The column that holds a text in the language every other falls back to."""
    return str(build_localized_fieldname(name, DEFAULT_LANGUAGE))


class TextsMixin:
    """Texts kept per language: `texts` get a tab for each, `html_texts` are cleaned."""

    texts: tuple[str, ...] = ()
    html_texts: tuple[str, ...] = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        return [*fieldsets, *self._tabs()]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = super().get_fields(request, obj)  # type: ignore[misc]
        translated = {*self.texts}
        for text in self.texts:
            translated |= {
                build_localized_fieldname(text, code) for code, _ in settings.LANGUAGES
            }
        return [name for name in names if name not in translated]

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(  # type: ignore[misc]
            db_field, request, **kwargs
        )
        if isinstance(db_field, TranslationField) and field is not None:
            is_first = db_field.language == DEFAULT_LANGUAGE
            field.required = is_first and not db_field.translated_field.blank
            field.label = capfirst(db_field.translated_field.verbose_name)
            field.widget.attrs |= {"lang": db_field.language, "dir": "auto", "rows": 6}
        return field

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        for text in self.html_texts:
            for code, _ in settings.LANGUAGES:
                name = build_localized_fieldname(text, code)
                if html := getattr(obj, name):
                    setattr(obj, name, clean_html(html))
        super().save_model(request, obj, form, change)  # type: ignore[misc]

    def _tabs(self) -> list[tuple[Any, dict[str, Any]]]:
        if not self.texts:
            return []
        return [
            (
                language,
                {
                    "classes": ["tab"],
                    "fields": [
                        build_localized_fieldname(text, code) for text in self.texts
                    ],
                },
            )
            for code, language in settings.LANGUAGES
        ]


class StaffAdmin(TextsMixin, FindingFields, ModelAdmin):  # type: ignore[misc]
    """A model that staff edit."""

    list_filter_submit = True
    warn_unsaved_form = True
    list_per_page = 50
    show_full_result_count = False


class ReadingAdmin(StaffAdmin):
    """Rows that are looked at and never edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False


def sort_by(*names: str) -> tuple[str, ...]:
    """An order whose last key is unique."""
    return (*names, "pk")
