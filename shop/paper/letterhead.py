"""Who a paper is from, as it stands at its head and foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shop.languages.writing import apart
from shop.merchant.letterhead import logo
from shop.merchant.models import Merchant
from shop.places.addresses import format_address
from shop.places.countries import country_name


@dataclass(frozen=True, slots=True)
class Letterhead:
    name: str
    lines: Sequence[str]
    foot: str
    logo: bytes


def letterhead(merchant: Merchant, language: str) -> Letterhead:
    fields = {
        "street": merchant.street,
        "postcode": merchant.postcode,
        "city": merchant.city,
    }
    lines = [
        merchant.legal_name,
        *format_address(fields, merchant.country),
        country_name(merchant.country, language),
        merchant.email,
        merchant.phone,
    ]
    foot = [
        merchant.legal_name or merchant.name,
        merchant.registration_number,
        merchant.vat_number,
        merchant.iban,
    ]
    return Letterhead(
        name=merchant.name,
        lines=[apart(line, language) for line in lines if line],
        foot=" · ".join(apart(word, language) for word in foot if word),
        logo=logo(),
    )
