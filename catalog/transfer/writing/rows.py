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
    columns: list[Any] = [
        field for field in model._meta.fields if isinstance(field, TranslationField)
    ]
    # the text itself stands for the shop's first language
    texts = {column.translated_field for column in columns}
    return {text.name: text.get_default() for text in texts} | {
        column.name: column.get_default()
        for column in columns
        if column.language != settings.LANGUAGE_CODE
    }
