from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from shop.web.pages import SLOTS

register = template.Library()


@register.simple_tag(takes_context=True)
def visitor_slot(context: dict[str, Any], name: str) -> SafeString:
    """What belongs to this visitor; in a page that is kept, only its place."""
    request = context.get("request")
    if request is None:
        return mark_safe("")
    if getattr(request, "is_kept_page", False):
        return mark_safe(f"<!--slot {name}-->")  # noqa: S308 - names are ours
    return mark_safe(SLOTS[name](request))  # noqa: S308 - rendered by a template
