"""The whole catalogue as records, a few products at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import override
from modeltranslation.utils import build_localized_fieldname

from catalog.categories.models import Category
from catalog.offers.models import Offer
from catalog.pricing.lists import price_list_for
from catalog.pricing.models import Price
from catalog.products.models import Product, Specification, Variant
from catalog.stock.models import Stock
from catalog.stock.places import default_location
from catalog.transfer.formats.vitrine_writing import lines
from catalog.transfer.portraits import Surroundings, portrait
from catalog.transfer.records import CategoryRecord, ProductRecord, TranslationRecord
from catalog.transfer.writing.sales import SLUG

AT_ONCE = 200


def export_lines() -> Iterator[str]:
    """Our CSV of all categories and products, line by line in constant memory."""
    exporting = Exporting(timezone.now())
    with override(settings.LANGUAGE_CODE):
        yield from lines(exporting.records(), languages=exporting.languages)


class Exporting:
    def __init__(self, now: datetime) -> None:
        self.now = now

    @property
    def languages(self) -> list[str]:
        codes = [code for code, _ in settings.LANGUAGES]
        return [code for code in codes if code != settings.LANGUAGE_CODE]

    @cached_property
    def _tree(self) -> dict[int, Category]:
        rows = Category.objects.order_by("position", "pk")
        return {row.pk: row for row in rows}

    @cached_property
    def _paths(self) -> dict[int, tuple[str, ...]]:
        return {
            pk: tuple(self._tree[each].name for each in row.lineage)
            for pk, row in self._tree.items()
        }

    def records(self) -> Iterator[CategoryRecord | ProductRecord]:
        yield from self.categories()
        yield from self.products()

    def categories(self) -> Iterator[CategoryRecord]:
        """Parents before what lies below them, neighbours in their order."""
        for row in sorted(self._tree.values(), key=lambda row: row.depth):
            yield CategoryRecord(
                line=0,
                path=self._paths[row.pk],
                code=row.code,
                slug=row.slug,
                description=row.description,
                is_visible=row.is_visible,
                translations=tuple(self._category_texts(row)),
            )

    def _category_texts(self, row: Category) -> Iterator[TranslationRecord]:
        for language in self.languages:
            name = getattr(row, build_localized_fieldname("name", language))
            text = getattr(row, build_localized_fieldname("description", language))
            if name or text:
                yield TranslationRecord(
                    language, title=name or "", description=text or ""
                )

    def products(self) -> Iterator[ProductRecord]:
        surroundings = Surroundings(
            self._paths, price_list_for("").currency, self.languages
        )
        last = 0
        while rows := self._some(last):
            for row in rows:
                yield portrait(row, surroundings)
            last = rows[-1].pk

    def _some(self, last: int) -> list[Product]:
        """The next products with all that is said of them."""
        facts = Specification.objects.select_related("attribute__group", "choice")
        variants = Variant.objects.order_by("position", "pk").prefetch_related(
            Prefetch("prices", Price.objects.select_related("price_list")),
            Prefetch("stocks", Stock.objects.filter(location=default_location())),
            Prefetch("specifications", facts),
        )
        running = Q(ends_at=None) | Q(ends_at__gt=self.now)
        sales = Offer.objects.filter(
            running, slug__startswith=SLUG, is_active=True, kind=Offer.Kind.PRICE
        )
        products = Product.objects.select_related("manufacturer", "vat_class")
        return list(
            products.prefetch_related(
                Prefetch("variants", variants),
                Prefetch("specifications", facts.filter(variant=None)),
                Prefetch("offers", sales.order_by("pk")),
                "categories", "tags", "related", "parts__variant",
                "pictures__variants", "personal_fields", "documents",
            )
            .filter(pk__gt=last)
            .order_by("pk")[:AT_ONCE]
        )  # fmt: skip
