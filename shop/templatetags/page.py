from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.utils.translation import get_language, get_language_info

register = template.Library()

# What a page in each language needs at once; see tools/fonts/make_fonts.py.
_FONTS = {
    "en": ("sans-latin", "serif-latin"),
    "lv": ("sans-latin", "serif-latin"),
    "uk": ("sans-cyrillic", "serif-cyrillic"),
    "hy": ("sans-armenian", "sans-latin"),
    "fa": ("sans-arabic", "sans-latin"),
}


@dataclass(frozen=True, slots=True)
class Alternate:
    """This page in another language: by the address search engines know it by, and
    with everything its visitor has asked for."""

    code: str
    name: str
    path: str
    path_as_asked: str
    is_current: bool


@register.simple_tag(takes_context=True)
def alternates(context: dict[str, Any], of: str = "") -> list[Alternate]:
    """`{% alternates as languages %}`: this page in every language of the shop;
    `{% alternates of=listing.canonical as languages %}`: another one."""
    request = context.get("request")
    if request is None:
        return []
    current = get_language() or "en"
    path, as_asked = str(of) or request.path, request.get_full_path()
    return [
        Alternate(
            code=code,
            name=name,
            path=_in(code, path, current),
            path_as_asked=_in(code, as_asked, current),
            is_current=code == current,
        )
        for code, name in _language_names()
    ]


def _in(language: str, path: str, current: str) -> str:
    prefix = f"/{current}/"
    if not path.startswith(prefix):
        return path
    return f"/{language}/{path.removeprefix(prefix)}"


@cache
def _language_names() -> list[tuple[str, str]]:
    """Every language as its speakers call it."""
    return [
        (code, get_language_info(code)["name_local"].capitalize())
        for code, _ in settings.LANGUAGES
    ]


@register.simple_tag
def page_fonts() -> list[str]:
    """The static names of the fonts to preload."""
    names = _FONTS.get(get_language() or "en", _FONTS["en"])
    return [f"fonts/{name}.woff2" for name in names]


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | None]:
    """`{% page_numbers page as numbers %}`: first, last, those around; None: a gap."""
    numbers = page.paginator.get_elided_page_range(
        page.number, on_each_side=1, on_ends=1
    )
    return [number if isinstance(number, int) else None for number in numbers]
