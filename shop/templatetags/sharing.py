from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from shop.web.sharing import LOCALES, SharedPicture, house_picture

register = template.Library()


@register.simple_tag
def page_locale() -> str:
    """The language of the page as other sites call it."""
    return LOCALES.get(get_language() or "en", LOCALES["en"])


@register.inclusion_tag("shop/shared_picture.html")
def shared_picture(picture: SharedPicture | None = None) -> dict[str, Any]:
    """The picture that stands for a page elsewhere: its own, or the shop's."""
    return {"picture": picture or house_picture()}


@register.simple_tag
def shared(picture: Any, alt: str) -> SharedPicture | None:
    """`{% shared category.picture category.name as picture %}`: of an image field,
    or of anything else with an address and a size; None where there is no file."""
    if not picture:
        return None
    src = getattr(picture, "src", None) or picture.url
    return SharedPicture(src, picture.width, picture.height, alt=alt)
