from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from catalog.pricing.loading import default_price_list, load_vat_rates
from catalog.stock.places import default_location
from shop.staff.roles import load_roles


class Command(BaseCommand):
    help = "Give a new shop its VAT rates, price list, stock location and roles."

    def handle(self, *args: Any, **options: Any) -> None:
        rates = load_vat_rates()
        load_roles()
        prices, location = default_price_list(), default_location()
        self.stdout.write(
            f"{rates} VAT rates brought in; prices in {prices.currency}, "
            f"stock at {location}."
        )
