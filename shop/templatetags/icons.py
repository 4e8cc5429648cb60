from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """`{% icon "truck" %}`: one of static/img/icons.svg, hidden from screen readers."""
    return render_to_string("components/icon.html", {"name": name})
