"""VAT numbers of business customers: is this number one that exists in form?"""

from __future__ import annotations

import re

from django.utils.translation import gettext
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.util import get_cc_module

from shop.places.countries import EU

# Where the form and check digits of a VAT number are known; Ukraine's are not.
VAT_NUMBER_COUNTRIES = EU | {"CH", "GB", "NO"}

_PREFIXES = {"GR": "EL"}

_LONGEST = 20


class BadVatNumber(Exception):
    """The number cannot be one of that country; the text says what to check."""


def check_vat_number(country: str, number: str) -> str:
    """The number as VIES and invoices write it, beginning with its country.

    Northern Ireland (country GB) may use its prefix XI, which is kept.
    """
    if country not in VAT_NUMBER_COUNTRIES:
        raise BadVatNumber(gettext("We cannot check VAT numbers of this country."))
    typed = re.sub(r"[\s.-]", "", number).upper()
    prefix = _PREFIXES.get(country, country)
    if country == "GB" and typed.startswith("XI"):
        prefix = "XI"
    if len(typed) > _LONGEST:
        raise BadVatNumber(_too_short_or_too_long())
    module = get_cc_module(country.lower(), "vat")
    assert module is not None, country
    try:
        local = module.validate(typed)
    except ValidationError as error:
        raise BadVatNumber(_reason(error, typed, own={country, prefix})) from error
    return local if local.startswith(prefix) else prefix + local


def _reason(error: ValidationError, typed: str, *, own: set[str]) -> str:
    if typed[:2] in (VAT_NUMBER_COUNTRIES | {"EL", "XI"}) - own:
        return gettext("This VAT number is of another country than the address.")
    if isinstance(error, InvalidChecksum):
        return gettext("Check the VAT number. One of its digits is wrong.")
    if isinstance(error, InvalidLength):
        return _too_short_or_too_long()
    return gettext("Check the VAT number. It does not look like one of this country.")


def _too_short_or_too_long() -> str:
    return gettext("Check the VAT number. It is too short or too long.")
