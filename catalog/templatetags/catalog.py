from __future__ import annotations

from django import template

from catalog.categories.tree import Node, category_tree

register = template.Library()


@register.simple_tag
def navigation() -> list[Node]:
    """`{% navigation as categories %}`: the roots of the tree, each with `children`."""
    return category_tree().roots
