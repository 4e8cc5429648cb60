from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from shop.languages.writing import (
    Counted,
    apart,
    money_text,
    number_text,
    percent_text,
    unit_text,
)

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """`{{ order.total|money:order.currency }}`"""
    if amount is None or amount == "":
        return ""
    return money_text(Decimal(amount), currency, _language())


@register.filter
def percent(rate: Decimal) -> str:
    """A rate in percent without needless zeros: 21%, 25.5%."""
    return percent_text(Decimal(rate), _language())


@register.filter
def number(value: object, decimals: int | None = None) -> object:
    """`{{ line.quantity|number }}`, `{{ review.average|number:1 }}`: in the digits of
    the page's language. A whole number may go on into a plural:
    `{% blocktranslate count counter=days|number %}`"""
    if value is None or value == "":
        return ""
    if decimals is None and isinstance(value, int):
        return Counted(value, _language())
    return number_text(Decimal(str(value)), _language(), decimals)


@register.filter
def unit(symbol: str) -> str:
    """`{{ facet.unit|unit }}`: ml, мл."""
    return unit_text(str(symbol), _language())


@register.filter(name="apart")
def apart_filter(text: object) -> str:
    """`{% blocktranslate with number=order.number|apart %}`: a name or code that stays
    whole in a sentence of the other direction."""
    return apart(str(text), _language())


@register.simple_tag
def bidi(text: object) -> SafeString:
    """Foreign words (a SKU, a number, a name) that keep their own direction."""
    return format_html("<bdi>{}</bdi>", text)


def _language() -> str:
    return get_language() or "en"
