from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import override

from catalog.categories.tree import category_tree
from catalog.products.models import Product

LANGUAGES = [code for code, _ in settings.LANGUAGES]


class ManyLanguages(Sitemap):  # type: ignore[type-arg]
    """Every page in every language, each naming the others (hreflang)."""

    limit = 500

    def path(self, item: Any) -> str:
        raise NotImplementedError

    def changed_at(self, item: Any) -> datetime | None:
        return None

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        items: Iterable[Any] = self.paginator.page(page).object_list
        return [entry for item in items for entry in self._entries(item)]

    def _entries(self, item: Any) -> list[dict[str, Any]]:
        addresses: dict[str, str] = {}
        for code in LANGUAGES:
            with override(code):
                addresses[code] = f"{settings.SITE_URL}{self.path(item)}"
        default = {"x-default": addresses[settings.LANGUAGE_CODE]}
        alternates = [
            {"lang_code": code, "location": address}
            for code, address in {**addresses, **default}.items()
        ]
        return [
            {
                "location": address,
                "lastmod": self.changed_at(item),
                "alternates": alternates,
            }
            for address in addresses.values()
        ]


class Pages(ManyLanguages):
    """Pages that have a name of their own, and the categories."""

    def items(self) -> list[tuple[str, list[str]]]:
        places = category_tree().by_slug
        return [("home", []), ("offers", []), *(("category", [s]) for s in places)]

    def path(self, item: tuple[str, list[str]]) -> str:
        name, arguments = item
        return reverse(name, args=arguments)


class Products(ManyLanguages):
    def items(self) -> QuerySet[Product]:
        return Product.objects.published().only("slug", "updated_at").order_by("pk")

    def path(self, item: Product) -> str:
        return item.get_absolute_url()

    def changed_at(self, item: Product) -> datetime:
        return item.updated_at


SITEMAPS: dict[str, type[ManyLanguages]] = {"pages": Pages, "products": Products}
