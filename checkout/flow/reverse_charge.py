"""Whether the buyer owes the VAT (Directive 2006/112/EC Art. 138)."""

from __future__ import annotations

from shop.merchant.models import Merchant
from shop.places.countries import in_vat_area, is_eu

_COUNTRY_OF_PREFIX = {"EL": "GR", "XI": "GB"}


def is_reverse_charge(*, vat_number: str, country: str, postcode: str) -> bool:
    """Goods go to another member state, to a business registered in another one."""
    seller = Merchant.current()
    if not vat_number or not seller.vat_number or not is_eu(seller.country):
        return False
    prefix = vat_number[:2]
    registered_in = _COUNTRY_OF_PREFIX.get(prefix, prefix)
    is_of_eu = is_eu(registered_in) or prefix == "XI"
    return (
        is_of_eu
        and registered_in != seller.country
        and country != seller.country
        and in_vat_area(country, postcode)
    )
