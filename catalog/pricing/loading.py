"""What every shop begins with: VAT classes, VAT rates, a price list."""

from __future__ import annotations

from django.db import transaction

from catalog.pricing.models import PriceList, VatRate
from catalog.pricing.vat_table import read_vat_table
from catalog.products.models import VatClass
from shop.merchant.models import Merchant
from shop.places.countries import currency_of

_NAMES = {
    "standard": "Standard",
    "reduced": "Reduced",
    "super_reduced": "Super-reduced",
    "books": "Books",
    "food": "Food",
    "zero": "Zero",
}


@transaction.atomic
def load_vat_rates() -> int:
    """Bring in the rates of the table that are not there; what staff edited stays.

    Returns how many came in.
    """
    classes = {
        code: VatClass.objects.get_or_create(code=code, defaults={"name": name})[0]
        for code, name in _NAMES.items()
    }
    before = VatRate.objects.count()
    VatRate.objects.bulk_create(
        [
            VatRate(
                country=row.country,
                vat_class=classes[row.vat_class],
                rate=row.rate,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                source=row.source,
            )
            for row in read_vat_table()
        ],
        ignore_conflicts=True,
    )
    return VatRate.objects.count() - before


def default_price_list() -> PriceList:
    """The default list; a new shop gets one in the currency of its country."""
    currency = currency_of(Merchant.current().country)
    return PriceList.objects.get_or_create(
        is_default=True,
        defaults={"code": currency.lower(), "name": currency, "currency": currency},
    )[0]
