"""Where products stand: their categories and tags, as the file says them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Model, Q

from catalog.products.models import Product
from catalog.transfer.writing.categories import category_at
from catalog.transfer.writing.desk import Article, Desk


def write_places(articles: Sequence[Article], desk: Desk) -> None:
    """A product the file gives no categories, or no tags, keeps those it has."""
    categories: dict[int, set[int]] = {}
    tags: dict[int, set[int]] = {}
    for article in articles:
        record, pk = article.record, article.product.pk
        if record.categories:
            found = (category_at(path, desk, article.at) for path in record.categories)
            categories[pk] = {category.pk for category in found if category}
        if record.tags:
            tags[pk] = {desk.known.tag(name) for name in record.tags}
    changed = join(Product.categories.through, "product", "category", categories)
    changed |= join(Product.tags.through, "product", "tag", tags)
    for article in articles:
        article.is_changed |= article.product.pk in changed


def join(
    through: type[Model], left: str, right: str, wanted: Mapping[int, set[int]]
) -> set[int]:
    """Bring a many-to-many table to `wanted`; returns whom that changed."""
    rows = through._default_manager.filter(**{f"{left}__in": wanted})
    standing: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in rows.values_list(f"{left}_id", f"{right}_id"):
        standing[one].add(other)
    new = [
        through(**{f"{left}_id": one, f"{right}_id": other})
        for one, others in wanted.items()
        for other in sorted(others - standing[one])
    ]
    gone = Q()
    for one, others in wanted.items():
        if old := standing[one] - others:
            gone |= Q(**{f"{left}_id": one, f"{right}_id__in": old})
    through._default_manager.bulk_create(new)
    if gone:
        through._default_manager.filter(gone).delete()
    return {one for one, others in wanted.items() if others != standing[one]}
