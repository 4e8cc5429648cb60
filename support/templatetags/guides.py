from __future__ import annotations

from django import template
from django.db.models import F
from django.utils.translation import get_language

from shop.kept.generation import kept
from shop.web.texts import columns
from support.guides.models import Guide

register = template.Library()


@register.simple_tag
def newest_guide() -> Guide | None:
    """`{% newest_guide as guide %}`: the last one with a picture wide enough to open
    a page with."""
    return kept(f"guide:newest:{get_language()}", _newest)


def _newest() -> Guide | None:
    published = Guide.objects.filter(is_published=True)
    pictured = published.filter(picture_width__gt=F("picture_height"))
    shown = pictured.only(
        "slug",
        "picture",
        "picture_width",
        "picture_height",
        *columns("title", "summary"),
    )
    return shown.order_by("-updated_at", "-pk").first()
