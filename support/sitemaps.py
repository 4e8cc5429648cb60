from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from catalog.storefront.sitemaps import SITEMAPS, ManyLanguages
from support.guides.models import Guide
from support.pages.models import Page


class Care(ManyLanguages):
    """Answers, contacts and the pages about the shop."""

    def items(self) -> list[tuple[str, list[str]]]:
        pages = (("page", [name]) for name in Page.Name.values)
        return [("faq", []), ("guides", []), ("contacts", []), *pages]

    def path(self, item: tuple[str, list[str]]) -> str:
        name, arguments = item
        return reverse(name, args=arguments)


class Guides(ManyLanguages):
    def items(self) -> QuerySet[Guide]:
        return Guide.objects.filter(is_published=True).order_by("pk")

    def path(self, item: Guide) -> str:
        return reverse("guide", args=[item.slug])

    def changed_at(self, item: Guide) -> datetime:
        return item.updated_at


SITEMAPS.update(care=Care, guides=Guides)
