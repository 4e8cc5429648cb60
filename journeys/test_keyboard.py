"""The shop without a mouse: every way through it, and always knowing where one is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.products.models import Product
from catalog.search.indexing import index_products
from catalog.testing import make_category, make_offer, make_picture, make_product
from checkout.orders.models import Order
from checkout.testing import make_merchant, make_method, make_way
from journeys.keyboard import press, reach, stops

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def mug(shop_url: str) -> Product:
    """A mug with three pictures, on offer, and bowls beside it on the shelf."""
    make_merchant(return_days=30)
    make_method("2.90", code="locker", name="Parcel locker")
    make_method("4.90", code="courier", name="Courier")
    make_way("stripe", provider="stripe", name="Card")
    shelf = make_category(slug="table", name="Table")
    mug = make_product(
        slug="oat-mug", title="Oat mug", price="18.00", stock=50, categories=[shelf]
    )
    bowls = [make_product(title="Plain bowl", categories=[shelf]) for _ in range(7)]
    make_offer(mug)
    index_products([mug.pk, *(bowl.pk for bowl in bowls)])
    for position in range(3):
        make_picture(mug, position=position)
    return mug


@pytest.fixture(params=["page", "phone"])
def device(request: pytest.FixtureRequest) -> Page:
    page: Page = request.getfixturevalue(request.param)
    page.emulate_media(reduced_motion="reduce")
    return page


@pytest.fixture(autouse=True)
def _without_motion(request: pytest.FixtureRequest) -> None:
    """What the focus scrolls to is there at once."""
    for name in ("page", "phone"):
        if name in request.fixturenames:
            request.getfixturevalue(name).emulate_media(reduced_motion="reduce")


def test_searching(page: Page) -> None:
    page.goto("/en/")
    reach(page, page.get_by_role("searchbox", name="Search"))
    page.keyboard.type("oat mug")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("oat mug")
    expect(page).to_have_title(re.compile("oat mug"))
    press(page, page.get_by_role("link", name="Oat mug"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Oat mug")


def test_the_first_stop_leads_past_the_menu(page: Page) -> None:
    page.goto("/en/c/table/")
    page.keyboard.press("Tab")

    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    within_main = "document.activeElement.closest('main') !== null"
    assert page.evaluate(within_main)


def test_filtering_stays_at_the_filter_and_is_said_aloud(page: Page) -> None:
    page.goto("/en/c/table/")
    offer = page.get_by_label(re.compile("On offer"))
    press(page, offer, key="Space")

    expect(page.get_by_text("Plain bowl")).to_have_count(0)
    expect(page.locator("#news")).to_have_text("1 product")
    expect(offer).to_be_focused()

    press(page, page.get_by_role("link", name="Oat mug"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Oat mug")
    page.go_back()
    expect(offer).to_be_checked()


def test_buying_with_a_card(page: Page, mug: Product) -> None:
    page.goto(mug.get_absolute_url())
    press(page, page.get_by_role("button", name="Add to cart").first)
    expect(page.locator("#news")).to_contain_text("in your cart")
    press(page, page.get_by_role("link", name="To the cart"))
    press(page, page.get_by_role("link", name="Go to checkout"))
    _type(page, page.get_by_label("E-mail"), "anna@example.com")
    _type(page, page.get_by_label("Full name"), "Anna Ozola")
    _type(page, page.get_by_label(re.compile("Street")), "Brīvības iela 1")
    _type(page, page.get_by_label("Postcode"), "LV-1010")
    _type(page, page.get_by_label("Town or city"), "Rīga")
    _type(page, page.get_by_label("Card number"), "4242424242424242")
    _type(page, page.get_by_label("Expiry date"), "1234")
    _type(page, page.get_by_label("Security code"), "123")
    press(page, page.get_by_role("button", name="Order with obligation to pay"))

    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert Order.objects.get().status == "confirmed"


def test_a_refused_order_leads_to_what_is_missing(page: Page, mug: Product) -> None:
    _put_into_the_cart(page, mug)
    page.goto("/en/checkout/")
    _type(page, page.get_by_label("Full name"), "Anna Ozola")
    press(page, page.get_by_role("button", name="Order with obligation to pay"))

    summary = page.locator("#checkout-errors .alert")
    expect(summary).to_be_focused()
    press(page, summary.get_by_role("link", name=re.compile("E-mail")))
    email = page.get_by_label("E-mail")
    expect(email).to_be_focused()
    expect(email).to_have_attribute("aria-invalid", "true")
    words = page.locator(f"#{email.get_attribute('aria-describedby')}".split()[0])
    expect(words).to_contain_text("e-mail")


@pytest.mark.parametrize("language", ["en", "fa"])
def test_changing_the_cart(page: Page, mug: Product, language: str) -> None:
    address = mug.get_absolute_url().replace("/en/", f"/{language}/")
    page.goto(address)
    press(page, page.locator("#buy .button"))
    expect(page.locator("#cart-badge .count")).to_be_visible()
    press(page, page.locator(".toast a"))

    quantity = page.locator(".quantity input")
    more = page.locator("[data-step='1']")
    press(page, more)
    expect(quantity).to_have_value("2")
    expect(page.locator("#news")).to_contain_text(re.compile("[0-9\u06f0-\u06f9]"))
    expect(more).to_be_focused()

    press(page, page.locator(".line-remove"))
    undo = page.locator(".cart-undo")
    expect(undo).to_be_focused()
    expect(page.locator("main .line")).to_have_count(0)
    press(page, undo.locator("button"))
    expect(page.locator("main .line")).to_have_count(1)


@pytest.mark.parametrize(
    ("opener", "opened"),
    [
        (".header-menu", "#menu"),
        (".header-search-button", "#search"),
        (".choices-button", "#choices"),
        (".filters-button", "#filters"),
    ],
)
def test_what_opens_can_be_left(phone: Page, opener: str, opened: str) -> None:
    phone.goto("/en/c/table/")
    button, drawer = phone.locator(opener), phone.locator(opened)
    press(phone, button)
    expect(drawer).to_be_visible()
    phone.keyboard.press("Tab")
    assert drawer.evaluate("drawer => drawer.contains(document.activeElement)")
    phone.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(button).to_be_focused()

    # and behind it the page goes on: nothing is reached under a drawer that stays open
    phone.keyboard.press("Enter")
    expect(drawer).to_be_visible()
    reach(phone, phone.locator("footer a").last)
    expect(drawer).to_be_hidden()


def test_the_pictures(page: Page, mug: Product) -> None:
    page.goto(mug.get_absolute_url())
    press(page, page.locator(".gallery-thumbs a").nth(2))
    expect(page.locator("#picture-3")).to_be_in_viewport(ratio=0.9)

    page.goto(mug.get_absolute_url())
    first = page.locator("#picture-1 a")
    press(page, first)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(first).to_be_focused()


def test_every_stop_on_the_way_is_seen(device: Page, mug: Product) -> None:
    _put_into_the_cart(device, mug)
    for path in ("", "c/table/", "p/oat-mug/", "cart/", "checkout/"):
        device.goto(f"/en/{path}")
        assert len(stops(device)) > 10


def _type(page: Page, field: Locator, words: str) -> None:
    reach(page, field)
    page.keyboard.type(words)


def _put_into_the_cart(page: Page, mug: Product) -> None:
    page.goto(mug.get_absolute_url())
    page.locator("#buy .button").click()
    expect(page.locator("#cart-badge .count")).to_be_visible()
