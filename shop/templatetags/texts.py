from __future__ import annotations

from django import template
from django.db.models import Model
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext, pgettext

from shop.web.cleaning import clean_html
from shop.web.texts import in_language

register = template.Library()


@register.filter
def text(thing: Model, field: str) -> SafeString:
    """A stored text, marked with its language where that is not the page's:
    `{{ product|text:"title" }}`"""
    words, language = in_language(thing, field)
    if not words or language == get_language():
        return conditional_escape(words)
    return format_html(
        '<span lang="{}" dir="{}">{}</span>', language, _direction(language), words
    )


@register.filter
def rich_text(thing: Model, field: str) -> SafeString:
    """A stored text with HTML, made harmless; where it is in another language than the
    page, it says so."""
    words, language = in_language(thing, field)
    html = mark_safe(clean_html(words))  # noqa: S308 - cleaned on the spot
    if not words or language == get_language():
        return html
    note = gettext("Not translated yet: %(language)s") % {
        "language": gettext(get_language_info(language)["name"])
    }
    return format_html(
        '<p class="muted small">{}</p><div lang="{}" dir="{}">{}</div>',
        note,
        language,
        _direction(language),
        html,
    )


@register.filter(is_safe=True)
def as_label(name: str) -> str:
    """`{{ group.name|as_label }} {{ chosen }}`: Colour: Oat. Not every language puts a
    colon there."""
    return pgettext("a name before its value", "%(name)s:") % {"name": name}


def _direction(language: str) -> str:
    return "rtl" if get_language_info(language)["bidi"] else "ltr"
