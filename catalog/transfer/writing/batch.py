"""One batch of a catalogue file, written in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import override

from catalog.media.previews import previews_later
from catalog.offers.shelf import refresh_shelf
from catalog.products.models import Product
from catalog.search.indexing import index_products
from catalog.transfer import reasons
from catalog.transfer.models import ImportLink
from catalog.transfer.records import (
    CategoryRecord,
    Item,
    Problem,
    ProductRecord,
    TranslationsRecord,
)
from catalog.transfer.writing.articles import articles_of, products_at
from catalog.transfer.writing.categories import differs, write_category
from catalog.transfer.writing.desk import Article, At, Desk
from catalog.transfer.writing.facts import write_facts
from catalog.transfer.writing.links import links_of
from catalog.transfer.writing.names import address_of
from catalog.transfer.writing.personal import write_personal_fields
from catalog.transfer.writing.pictures import write_pictures
from catalog.transfer.writing.placing import write_places
from catalog.transfer.writing.prices import write_prices
from catalog.transfer.writing.products import write_products
from catalog.transfer.writing.sales import write_sales
from catalog.transfer.writing.stocks import write_stocks
from catalog.transfer.writing.texts import PRODUCT_TEXTS, fitting, translations
from catalog.transfer.writing.variants import write_variants
from shop.kept.generation import pages_changed

WRITERS = (
    write_products, write_variants, write_places, write_facts, write_prices,
    write_sales, write_stocks, write_pictures, write_personal_fields,
)  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """How many things were written and how many already stood as they should."""

    written: int = 0
    unchanged: int = 0
    changed_products: set[int] = field(default_factory=set)
    links: list[ImportLink] = field(default_factory=list)

    def note(self, *, is_changed: bool) -> None:
        if is_changed:
            self.written += 1
        else:
            self.unchanged += 1


def write_items(items: Sequence[Item], desk: Desk) -> Outcome:
    """Write what stands in the file; what it says is in the shop's first language."""
    outcome = Outcome()
    with override(settings.LANGUAGE_CODE):
        desk.problems.extend(item for item in items if isinstance(item, Problem))
        for item in items:
            if isinstance(item, CategoryRecord):
                outcome.note(is_changed=write_category(item, desk))
        records = [item for item in items if isinstance(item, ProductRecord)]
        _write_articles(articles_of(records, desk), desk, outcome)
        texts = [item for item in items if isinstance(item, TranslationsRecord)]
        _write_translations(texts, desk, outcome)
    return outcome


def show_changes(product_ids: set[int]) -> None:
    """Let shelves, search and pages follow."""
    ids = sorted(product_ids)
    if ids:
        refresh_shelf(ids)
        index_products(ids)
        previews_later(ids)
        pages_changed()


def _write_articles(articles: Sequence[Article], desk: Desk, outcome: Outcome) -> None:
    if not articles:
        return
    for write in WRITERS:
        write(articles, desk)
    for article in articles:
        outcome.note(is_changed=article.is_changed)
        if article.is_changed:
            outcome.changed_products.add(article.product.pk)
    outcome.links = links_of(articles, desk)


def _write_translations(
    records: Sequence[TranslationsRecord], desk: Desk, outcome: Outcome
) -> None:
    addresses = {record.key: address_of(record.key, desk.source) for record in records}
    products = products_at(addresses.values(), desk)
    for record in records:
        at = At(record.line, record.key)
        product = products.get(addresses[record.key])
        if product is None:
            desk.refuse(at, "key", reasons.NO_SUCH_PRODUCT, record.key)
            continue
        names = {name: name for name in PRODUCT_TEXTS}
        texts = translations([record.translation], names, desk, at)
        wanted = fitting(texts, Product, desk, at)
        changed = [
            name for name, text in wanted.items() if differs(product, name, text)
        ]
        for name in changed:
            setattr(product, name, wanted[name])
        if changed:
            product.updated_at = desk.now
            product.save(update_fields=[*changed, "updated_at"])
            outcome.changed_products.add(product.pk)
        outcome.note(is_changed=bool(changed))
