"""Texts that are stored per language: which columns hold them, and whose they are."""

from __future__ import annotations

from django.db.models import CharField, Expression, F, Model, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname, resolution_order


def languages_to_try() -> tuple[str, ...]:
    """The language of the page, then those that stand in for it."""
    order: tuple[str, ...] = resolution_order(get_language() or "en")
    return order


def columns(*fields: str) -> list[str]:
    """The columns a page in this language reads, for `only()`: lists load no other."""
    return [
        build_localized_fieldname(field, language)
        for field in fields
        for language in languages_to_try()
    ]


def in_language(thing: Model, field: str) -> tuple[str, str]:
    """A text and the language it is in; ("", language of the page) where none is."""
    order = languages_to_try()
    for language in order:
        text = getattr(thing, build_localized_fieldname(field, language))
        if text:
            return text, language
    return "", order[0]


def shown_text(field: str, *, through: str = "") -> Expression:
    """The text as it is shown, for queries; `through` is a path like "choice__"."""
    candidates = [
        NullIf(F(f"{through}{column}"), Value("")) for column in columns(field)
    ]
    return Coalesce(*candidates, Value(""), output_field=CharField())
