"""The tree of categories, by the names from the root down."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.categories.models import Category
from catalog.transfer import reasons
from catalog.transfer.records import CategoryRecord
from catalog.transfer.writing.desk import At, Desk
from catalog.transfer.writing.names import code_for, cut, folded
from catalog.transfer.writing.texts import translations

LONGEST_NAME = 200
LONGEST_SLUG = 200
DEEPEST = 20


def write_category(record: CategoryRecord, desk: Desk) -> bool:
    """Bring a category to what the file says of it; True when that changed it."""
    at = At(record.line, record.code or " > ".join(record.path))
    known = len(desk.known.categories)
    category = category_at(record.path, desk, at, slug=record.slug)
    if category is None:
        return False
    wanted: dict[str, object] = {
        "description": record.description,
        "code": record.code[:LONGEST_NAME],
    }
    wanted |= translations(
        record.translations, {"title": "name", "description": "description"}, desk, at
    )
    changed = [
        name
        for name, value in wanted.items()
        if value and differs(category, name, value)
    ]
    if desk.is_own and record.is_visible != category.is_visible:
        wanted["is_visible"] = record.is_visible
        changed.append("is_visible")
    for name in changed:
        setattr(category, name, wanted[name])
    if changed:
        category.save(update_fields=changed)
    return bool(changed) or len(desk.known.categories) > known


def category_at(
    path: Sequence[str], desk: Desk, at: At, *, slug: str = ""
) -> Category | None:
    """The category of these names, made with all above it where it is missing."""
    if len(path) > DEEPEST:
        desk.warn(at, "categories", reasons.TOO_DEEP, " > ".join(path))
        return None
    tree = desk.known.categories
    parent: Category | None = None
    for depth in range(1, len(path) + 1):
        place = tuple(map(folded, path[:depth]))
        if place not in tree:
            wanted = slug if depth == len(path) else ""
            tree[place] = _new(path[depth - 1], wanted, parent, desk)
        parent = tree[place]
    return parent


def _new(name: str, slug: str, parent: Category | None, desk: Desk) -> Category:
    taken = desk.known.category_slugs
    siblings = Category.objects.filter(parent=parent).count()
    category = Category(
        name=cut(name, LONGEST_NAME),
        slug=code_for(slug or name, taken, longest=LONGEST_SLUG),
        parent=parent,
        position=siblings,
    )
    category.save()
    taken.add(category.slug)
    return category


def differs(row: object, name: str, value: object) -> bool:
    return bool(getattr(row, name) != value)
