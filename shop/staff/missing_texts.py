"""Which published texts have no words in a language yet: readers see English there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from shop.kept.generation import kept
from shop.languages.writing import Counted

SOURCE = settings.LANGUAGE_CODE
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != SOURCE]

# How a row says that readers see it, and which row it is edited with.
_SHOWN = ("is_published", "is_visible", "is_active")
_PARENTS = ("product", "attribute")
_WRITERS = ("catalog.change_product", "support.change_question")
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Gaps:
    """How many rows of one kind lack words, by language."""

    label: str
    counts: dict[str, int]

    @property
    def name(self) -> str:
        return str(apps.get_model(self.label)._meta.verbose_name_plural)


@dataclass(frozen=True, slots=True)
class Gap:
    """One row that lacks words, and where they are written."""

    title: str
    fields: str
    url: str


def gaps() -> list[Gaps]:
    return kept("missing_texts", lambda: list(_count()))


def _count() -> Iterator[Gaps]:
    for model in translated_models():
        lacking = {code: Count("pk", filter=_lacks(model, code)) for code in LANGUAGES}
        yield Gaps(
            label=model._meta.label_lower,
            counts=_published(model).aggregate(**lacking),
        )


def rows_lacking(model: type[Model], language: str) -> list[Gap]:
    lacking = _published(model).filter(_lacks(model, language)).order_by("pk")
    return [
        Gap(str(row), ", ".join(_empty(row, language)), _page_of(row))
        for row in lacking[:MOST_ROWS]
    ]


def translated_models() -> list[type[Model]]:
    models: list[type[Model]] = translator.get_registered_models(abstract=False)
    return sorted(models, key=lambda model: model._meta.label)


def _fields(model: type[Model]) -> list[str]:
    return sorted(translator.get_options_for_model(model).all_fields)


def _published(model: type[Model]) -> QuerySet[Model]:
    fields = {field.name for field in model._meta.get_fields()}
    shown = {name: True for name in _SHOWN if name in fields}
    if "product" in fields:
        shown["product__is_published"] = True
    return model._default_manager.filter(**shown)


def _lacks(model: type[Model], language: str) -> Q:
    lacks = Q()
    for field in _fields(model):
        source, column = (
            build_localized_fieldname(field, code) for code in (SOURCE, language)
        )
        is_empty = Q(**{column: ""}) | Q(**{f"{column}__isnull": True})
        has_source = Q(**{f"{source}__gt": ""})
        lacks |= has_source & is_empty
    return lacks


def _empty(row: Model, language: str) -> Iterator[str]:
    for field in _fields(type(row)):
        source, column = (
            build_localized_fieldname(field, code) for code in (SOURCE, language)
        )
        if getattr(row, source) and not getattr(row, column):
            yield str(label_for_field(field, type(row)))


def _page_of(row: Model) -> str:
    """The page of the row, or of what it is a part of."""
    if type(row) not in admin.site._registry:
        parents = (getattr(row, name, None) for name in _PARENTS)
        row = next((parent for parent in parents if parent is not None), row)
    page = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return reverse(page, args=[row.pk])


def how_many() -> str:
    """For the margin: "" where nothing is missing."""
    total = sum(sum(each.counts.values()) for each in gaps())
    return str(Counted(total, get_language() or SOURCE)) if total else ""


def may_write_texts(request: HttpRequest) -> bool:
    return any(request.user.has_perm(name) for name in _WRITERS)


def missing_texts(request: HttpRequest) -> HttpResponse:
    """All kinds with their counts, and the rows of one of them in one language."""
    if not may_write_texts(request):
        raise PermissionDenied
    models = {model._meta.label_lower: model for model in translated_models()}
    model, language = models.get(request.GET.get("of", "")), request.GET.get("in", "")
    names = dict(settings.LANGUAGES)
    context = {
        **admin.site.each_context(request),
        "title": gettext("Missing texts"),
        "gaps": [each for each in gaps() if any(each.counts.values())],
        "languages": [(code, names[code]) for code in LANGUAGES],
    }
    if model is not None and language in LANGUAGES:
        context |= {
            "kind": model._meta.verbose_name_plural,
            "language": names[language],
            "rows": rows_lacking(model, language),
        }
    return TemplateResponse(request, "staff/missing_texts.html", context)
