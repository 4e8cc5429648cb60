from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import get_currency_name
from django import template
from django.utils.translation import get_language

from catalog.pricing.lists import price_lists
from checkout.delivery.offering import countries_served
from shop.places.countries import named_in_order
from shop.web.visitor import Visitor

register = template.Library()


@dataclass(frozen=True, slots=True)
class Choices:
    """Where we send to and in which money one can pay, as (code, name)."""

    countries: list[tuple[str, str]]
    currencies: list[tuple[str, str]]


@register.simple_tag
def choices_on_offer(visitor: Visitor | None) -> Choices:
    """`{% choices_on_offer visitor as offered %}`, in the alphabet of the page."""
    language = get_language() or "en"
    codes = {*countries_served(), *([visitor.country] if visitor else [])}
    currencies = [
        (each.currency, get_currency_name(each.currency, locale=language))
        for each in price_lists()
    ]
    return Choices(named_in_order(codes, language), currencies)
