"""Withdrawing and sending back without a mouse, from left to right and from right to
left."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from catalog.testing import make_product
from checkout.orders.models import Order
from checkout.testing import make_merchant
from journeys.keyboard import press, reach
from support.returns.models import Return, Withdrawal
from support.returns.testing import make_delivered_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = pytest.mark.parametrize("language", ["en", "fa"])


@pytest.fixture
def order(shop_url: str, page: Page) -> Order:
    """A mug and two bowls that came yesterday."""
    page.emulate_media(reduced_motion="reduce")
    make_merchant(return_days=30, street="Skolas iela 5", city="Rīga")
    goods = [make_product(title=title, stock=9) for title in ("Oat mug", "Plain bowl")]
    return make_delivered_order(*(each.variants.get() for each in goods), quantity=2)


@LANGUAGES
def test_withdrawing_from_a_part(page: Page, order: Order, language: str) -> None:
    page.goto(f"/{language}/faq/")
    press(page, page.locator(f"footer a[href='/{language}/withdrawal/']"))
    for name, typed in (
        ("name", "Anna Ozola"),
        ("number", order.number),
        ("email", order.email),
    ):
        reach(page, page.locator(f"main [name={name}]"))
        page.keyboard.type(typed)
    press(page, page.locator("main button[type=submit]"))
    expect(page).to_have_url(re.compile(rf"/{language}/orders/.+/withdrawal/$"))

    first, second = order.lines.order_by("pk")
    reach(page, page.locator(f"[name=line_{first.pk}]"))
    page.keyboard.press("Control+A")
    page.keyboard.type("1")
    reach(page, page.locator(f"[name=line_{second.pk}]"))
    page.keyboard.press("Control+A")
    page.keyboard.type("0")
    press(page, page.locator("main button[type=submit]"))
    button = page.locator("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("Oat mug")
    expect(page.locator("main")).not_to_contain_text("Plain bowl")
    assert not Withdrawal.objects.exists()
    press(page, button)

    expect(page).to_have_url(re.compile(r"/withdrawals/"))
    withdrawn = Withdrawal.objects.get().lines.get()
    assert (withdrawn.line_id, withdrawn.quantity) == (first.pk, 1)


@LANGUAGES
def test_sending_something_back(page: Page, order: Order, language: str) -> None:
    page.goto(f"/{language}/orders/{order.token}/")
    press(page, page.locator(f"main a[href$='{order.token}/returning/']"))
    line = order.lines.order_by("pk")[0]
    reach(page, page.locator(f"[name=line_{line.pk}]"))
    page.keyboard.press("Control+A")
    page.keyboard.type("2")
    reach(page, page.locator("[name=reason]"))
    page.keyboard.press("ArrowDown")
    press(page, page.locator("main button[type=submit]"))

    expect(page).to_have_url(re.compile(r"/returns/"))
    back = Return.objects.get()
    expect(page.locator("main")).to_contain_text(back.number)
    press(page, page.locator("main form[action$='/posting/'] button"))
    expect(page.locator("main form[action$='/posting/']")).to_have_count(0)
    back.refresh_from_db()
    assert back.status == Return.Status.POSTED
