from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from shop.web.scenes import Scene
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
def shared(scene: Scene | None, alt: str) -> SharedPicture | None:
    """`{% shared category.tile category.name as picture %}`; None stays None."""
    if scene is None:
        return None
    return SharedPicture(scene.src, scene.width, scene.height, alt=alt)
