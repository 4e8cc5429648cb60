"""Texts of languages that came after a demo shop was opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Model

_SOURCE = settings.LANGUAGE_CODE


def fill_in(rows: Iterable[tuple[Model, Mapping[str, Any]]]) -> list[Model]:
    """Give rows the texts they lack; returns those that got some.

    What is written stays. Where somebody has changed the English text, its
    translations are theirs to write too.
    """
    return [row for row, texts in rows if _fill_in(row, texts)]


def _fill_in(row: Model, texts: Mapping[str, Any]) -> bool:
    lacking = {
        column: text
        for column, text in texts.items()
        if _is_lacking(row, column, texts)
    }
    if lacking:
        type(row)._base_manager.filter(pk=row.pk).update(**lacking)
    return bool(lacking)


def _is_lacking(row: Model, column: str, texts: Mapping[str, Any]) -> bool:
    source = f"{column.rpartition('_')[0]}_{_SOURCE}"
    is_unchanged = getattr(row, source) == texts.get(source)
    return is_unchanged and not getattr(row, column)
