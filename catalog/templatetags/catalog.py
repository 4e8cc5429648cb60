from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from catalog.categories.tree import Node, category_tree
from catalog.storefront.cards import Card

register = template.Library()


@register.simple_tag
def navigation() -> list[Node]:
    """`{% navigation as categories %}`: the roots of the tree, each with `children`."""
    return category_tree().roots


@register.simple_tag(takes_context=True)
def place_in_menu(context: dict[str, Any]) -> str:
    """`{% place_in_menu as place %}`: the address of a page the menu may lead to."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    is_place = match is not None and match.url_name in {"category", "offers"}
    return str(request.path) if request and is_place else ""


@register.simple_tag
def product_card(
    card: Card, *, heading: str = "h3", priority: str = "", is_comparable: bool = False
) -> SafeString:
    """`{% product_card card %}`: a product in a list; `priority` where seen first,
    `is_comparable` where it can be ticked for the form "compare"."""
    return _product_card(card, heading, priority, is_comparable, get_language())


@lru_cache(maxsize=4096)
def _product_card(
    card: Card, heading: str, priority: str, is_comparable: bool, language: str | None
) -> SafeString:
    # everything in it follows from the card, so that nothing can make it old
    shown = {
        "card": card,
        "heading": heading,
        "priority": priority,
        "is_comparable": is_comparable,
    }
    return render_to_string("catalog/card.html", shown)
