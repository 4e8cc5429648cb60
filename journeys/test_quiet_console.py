"""Nothing is complained about, however hastily somebody goes through the shop.

The fixture listens; here is what used to make browsers speak.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from catalog.testing import make_category, make_product
from checkout.testing import make_merchant, make_method, make_way

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def shelf(shop_url: str) -> None:
    make_merchant()
    make_method("2.90", code="locker", name="Parcel locker")
    make_method("4.90", code="courier", name="Courier")
    make_way("bank", name="Bank transfer")
    shelf = make_category(slug="table")
    for number in range(9):
        make_product(slug=f"mug-{number}", categories=[shelf])


def test_leaving_while_something_is_asked_for(page: Page) -> None:
    _fill_the_cart(page)
    for way in ("courier", "locker"):
        page.goto("/en/checkout/")
        page.locator(f"[value={way}]").check()
        page.get_by_role("link", name="Vitrine").first.click(no_wait_after=True)
        expect(page).to_have_url("/en/")
    page.goto("/en/c/table/")
    page.locator("#filter-available").check()
    page.goto("/en/")
    page.go_back()
    expect(page.locator("#listing")).to_be_visible()


def test_one_choice_straight_after_the_other(page: Page) -> None:
    _fill_the_cart(page)
    page.goto("/en/checkout/")
    for _time in range(3):
        page.locator("[value=courier]").check()
        page.locator("[value=locker]").check()

    expect(page.locator("#checkout-summary")).to_contain_text("€2.90")


def test_going_on_before_a_page_has_arrived(page: Page) -> None:
    page.goto("/en/")
    leave = (
        "for (const path of ['c/table/', 'help/', 'cart/']) location = '/en/' + path"
    )
    page.evaluate(leave)
    expect(page).to_have_url("/en/cart/")
    for _time in range(2):
        page.go_back(wait_until="domcontentloaded")
        page.go_forward(wait_until="commit")
    expect(page.locator("h1")).to_be_visible()


def _fill_the_cart(page: Page) -> None:
    page.goto("/en/p/mug-1/")
    page.locator("#buy .button").click()
    expect(page.locator("#cart-badge .count")).to_be_visible()
