from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from catalog.products.models import Product
from catalog.transfer.tests.files import real
from checkout.orders.models import Order
from checkout.testing import make_merchant, make_method, make_way

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_merchant_moves_in_from_shopify_and_sells(page: Page, tmp_path: Path) -> None:
    make_merchant()
    make_method("4.90", code="courier", name="Courier")
    make_way("bank", name="Bank transfer")
    call_command("prepare_shop", verbosity=0)
    export = real("catalog-shopify/2023/home-and-garden.csv")
    call_command("import_products", str(export), report=tmp_path / "report.csv")
    assert Product.objects.published().count() == 20

    page.goto("/en/search/?q=copper+light")
    page.get_by_role("link", name="Copper Light").first.click()
    page.locator("#buy").get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-badge")).to_contain_text("1")
    page.goto("/en/checkout/")
    typed = {
        "email": "anna@example.com",
        "name": "Anna Ozola",
        "street": "Brīvības iela 1",
        "postcode": "LV-1010",
        "city": "Rīga",
    }
    for field, value in typed.items():
        page.locator(f"#checkout [name={field}]").fill(value)
    page.get_by_role("button", name="Order with obligation to pay").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    order = Order.objects.get()
    assert order.lines.get().title == "Copper Light"
    assert order.total == Decimal("59.99") + Decimal("4.90")
