from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency, format_decimal
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

ISOLATE, END_ISOLATE = "\u2068", "\u2069"


@lru_cache(maxsize=4096)
def money_text(amount: Decimal, currency: str, language: str) -> str:
    """`amount` as readers of `language` write it, safe inside right-to-left text."""
    text = format_currency(amount, currency, locale=language)
    return f"{ISOLATE}{text}{END_ISOLATE}"


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """`{{ order.total|money:order.currency }}`"""
    if amount is None or amount == "":
        return ""
    return money_text(Decimal(amount), currency, get_language() or "en")


@register.filter
def percent(rate: Decimal) -> str:
    """A rate in percent without needless zeros: 21 %, 25.5 %."""
    return _percent_text(Decimal(rate), get_language() or "en")


@lru_cache(maxsize=256)
def _percent_text(rate: Decimal, language: str) -> str:
    number = format_decimal(rate.normalize(), locale=language)
    return f"{ISOLATE}{number}\u00a0%{END_ISOLATE}"


@register.simple_tag
def bidi(text: object) -> SafeString:
    """Foreign words (a SKU, a number, a name) that keep their own direction."""
    return format_html("<bdi>{}</bdi>", text)
