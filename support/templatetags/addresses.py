from __future__ import annotations

from django import template
from django.utils.translation import get_language

from shop.places.addresses import format_address
from shop.places.countries import country_name
from shop.users.models import Address

register = template.Library()

_FIELDS = ("name", "company", "street", "street2", "postcode", "city", "region")


@register.filter
def address_lines(address: Address) -> list[str]:
    """The lines of a kept address as its country writes it, the country last."""
    typed = {name: getattr(address, name) for name in _FIELDS}
    country = country_name(address.country, get_language() or "en")
    return [*format_address(typed, address.country), country]
