"""New rows of translated models, without asking for each default in its language."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model
from modeltranslation.fields import TranslationField

ModelT = TypeVar("ModelT", bound=Model)


def new(model: type[ModelT], **values: Any) -> ModelT:
    return model(**{**_untold(model), **values})


@cache
def _untold(model: type[Model]) -> dict[str, Any]:
    """What columns of the other languages hold as long as nobody fills them.

    Left to the constructor, each of them switches the language there and back.
    """
    return {
        field.name: field.get_default()
        for field in model._meta.fields
        if isinstance(field, TranslationField)
        and field.language != settings.LANGUAGE_CODE
    } | _told(model)


def _told(model: type[Model]) -> dict[str, Any]:
    """The texts themselves, which stand for the shop's first language."""
    return {
        field.translated_field.name: field.translated_field.get_default()
        for field in model._meta.fields
        if isinstance(field, TranslationField)
        and field.language == settings.LANGUAGE_CODE
    }
