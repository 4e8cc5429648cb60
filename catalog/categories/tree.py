"""The whole tree of categories, read in one query and kept in the cache."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import get_language

from catalog.categories.models import Category
from shop.kept.generation import kept
from shop.web.scenes import Scene, scene_of
from shop.web.texts import columns, in_language

# how large the pictures of categories are wanted
TILE = (800, 1000)


@dataclass(slots=True)
class Node:
    """A visible category in the language of the page, with what lies below it."""

    id: int
    slug: str
    name: str
    name_language: str
    description: str
    description_language: str
    tile: Scene | None
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.slug])

    @property
    def lineage(self) -> list[Node]:
        """From the root down to this category."""
        return [*(self.parent.lineage if self.parent else ()), self]

    @property
    def above(self) -> list[Node]:
        return self.lineage[:-1]

    @property
    def subtree(self) -> list[Node]:
        """This category and everything below it."""
        return [self, *(node for child in self.children for node in child.subtree)]

    @property
    def ids(self) -> list[int]:
        return [node.id for node in self.subtree]


@dataclass(frozen=True, slots=True)
class Tree:
    roots: list[Node]
    by_id: dict[int, Node]
    by_slug: dict[str, Node]


def category_tree() -> Tree:
    """The visible categories; one whose parent is hidden is hidden too."""
    return kept(f"categories:{get_language()}", _grow)


def _grow() -> Tree:
    tree = Tree([], {}, {})
    rows = Category.objects.visible().only(
        "slug", "path", "parent", "picture", *columns("name", "description")
    )
    in_order = rows.order_by("position", "pk")
    for category in sorted(in_order, key=lambda category: category.depth):
        parent = tree.by_id.get(category.parent_id or 0)
        if category.parent_id and parent is None:
            continue
        node = _node_of(category, parent)
        tree.by_id[node.id] = tree.by_slug[node.slug] = node
        (parent.children if parent else tree.roots).append(node)
    return tree


def _node_of(category: Category, parent: Node | None) -> Node:
    name, name_language = in_language(category, "name")
    description, description_language = in_language(category, "description")
    return Node(
        id=category.pk,
        slug=category.slug,
        name=name,
        name_language=name_language,
        description=description,
        description_language=description_language,
        tile=scene_of(category.picture, width=TILE[0], height=TILE[1]),
        parent=parent,
    )
