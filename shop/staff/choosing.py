"""Fields of the admin that find what they name while somebody types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.http import HttpRequest

LONGEST_KEY = 18


class _AsksForKeys:
    """Django asks the database for whatever was posted, also for what is no key. The
    field refuses that in words; the widget has only to leave it out."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        known = [key for key in value if not key or _may_be_key(str(key))]
        return super().optgroups(name, known, attr)  # type: ignore[misc]


class OneFound(_AsksForKeys, AutocompleteSelect):
    pass


class SomeFound(_AsksForKeys, AutocompleteSelectMultiple):
    pass


class Chosen(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Keys are cut off where none is that long: no database compares such numbers."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            value = [str(key)[:LONGEST_KEY] for key in value]
        return super().clean(value)


class FindingFields:
    """For the admin of a model whose rows name others."""

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        self._find(OneFound, db_field, request, kwargs)
        return super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **kwargs
        )

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        self._find(SomeFound, db_field, request, kwargs)
        kwargs.setdefault("form_class", Chosen)
        return super().formfield_for_manytomany(  # type: ignore[misc]
            db_field, request, **kwargs
        )

    def _find(
        self, widget: Any, db_field: Any, request: HttpRequest, kwargs: dict[str, Any]
    ) -> None:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            site = self.admin_site  # type: ignore[attr-defined]
            kwargs.setdefault("widget", widget(db_field, site))


def _may_be_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY
