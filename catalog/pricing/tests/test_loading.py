from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.management import call_command

from catalog.pricing.loading import load_vat_rates
from catalog.pricing.models import PriceList, VatRate
from catalog.pricing.vat_table import read_vat_table
from catalog.products.models import VatClass
from catalog.stock.models import StockLocation

pytestmark = pytest.mark.django_db


def test_new_shop_gets_the_whole_table() -> None:
    assert load_vat_rates() == len(read_vat_table())

    latvian = VatRate.objects.get(
        country="LV", vat_class__code="standard", valid_until=None
    )
    assert latvian.rate == 21


def test_loading_again_brings_nothing_and_keeps_what_staff_edited() -> None:
    load_vat_rates()
    VatRate.objects.filter(country="LV").update(rate=Decimal("19.5"), source="Marta")
    VatClass.objects.filter(code="books").update(name="Printed matter")

    assert load_vat_rates() == 0

    rows = VatRate.objects.filter(country="LV").values_list("rate", "source").distinct()
    assert [*rows] == [(Decimal("19.5"), "Marta")]
    assert VatClass.objects.get(code="books").name == "Printed matter"


def test_prepared_shop_has_prices_and_a_place_for_stock(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("prepare_shop")
    call_command("prepare_shop")

    assert PriceList.objects.get().currency == "EUR"
    assert StockLocation.objects.get().country == "LV"
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "0 VAT rates brought in; prices in EUR, stock at Vitrine."
