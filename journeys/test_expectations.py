"""What people expect of any shop that they have bought from, seen in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from catalog.products.models import Product
from catalog.testing import make_category, make_offer, make_picture, make_product
from checkout.testing import make_merchant, make_method, make_way
from journeys.keyboard import reach

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

A_DAY = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2}")


@pytest.fixture(autouse=True)
def mug(shop_url: str) -> Product:
    """A mug with three pictures, in a shop that sends in two ways."""
    make_merchant(return_days=30)
    make_method("2.90", code="locker", name="Parcel locker")
    make_method("4.90", code="courier", name="Courier")
    make_way("bank", name="Bank transfer")
    mug = make_product(
        title="Oat mug",
        price="18.00",
        stock=50,
        categories=[make_category(slug="table")],
    )
    for position in range(3):
        make_picture(mug, position=position)
    return mug


def _put_into_the_cart(page: Page, product: Product) -> None:
    page.goto(product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-badge")).to_contain_text("1")


def test_the_cart_says_the_whole_cost_before_any_name(page: Page, mug: Product) -> None:
    _put_into_the_cart(page, mug)
    page.goto("/en/cart/")

    total = page.locator(".sums")
    expect(total).to_contain_text("€2.90")
    expect(total).to_contain_text("Total incl. VAT")
    expect(total).to_contain_text("€20.90")
    expect(page.get_by_text(A_DAY).first).to_be_visible()


def test_what_decides_a_purchase_is_within_a_screen_of_its_button(
    phone: Page, mug: Product
) -> None:
    phone.set_viewport_size({"width": 360, "height": 640})
    phone.goto(mug.get_absolute_url())

    choice = phone.locator("#product-choice")
    facts = [
        choice.get_by_text("€18.00"),
        choice.get_by_text(A_DAY).first,
        choice.get_by_text("€2.90"),
        choice.get_by_text("In stock"),
        choice.get_by_text("30 days"),
        phone.get_by_role("button", name="Add to cart"),
    ]
    boxes = [box for box in (fact.bounding_box() for fact in facts) if box]
    assert len(boxes) == len(facts)
    top = min(box["y"] for box in boxes)
    assert max(box["y"] + box["height"] for box in boxes) - top <= 640


def test_a_telephone_shows_every_picture_as_a_thumbnail(
    phone: Page, mug: Product
) -> None:
    phone.goto(mug.get_absolute_url())

    thumbs = phone.locator(".gallery-thumbs a")
    expect(thumbs).to_have_count(3)
    for thumb in thumbs.all():
        expect(thumb).to_be_in_viewport()
    thumbs.nth(2).click()
    expect(phone.locator("#picture-3")).to_be_in_viewport(ratio=0.9)


def test_filters_can_be_seen_shared_taken_off_and_come_back(
    page: Page, mug: Product
) -> None:
    make_offer(mug)
    for _bowl in range(7):
        make_product(title="Plain bowl", categories=mug.categories.all())
    page.goto("/en/c/table/")
    page.get_by_label(re.compile("On offer")).check()

    chips = page.get_by_role("list", name="Filters in use")
    expect(chips).to_contain_text("On offer")
    expect(page).to_have_url(re.compile("offer=1"))
    expect(page.get_by_text("Plain bowl")).to_have_count(0)

    page.get_by_role("link", name="Oat mug").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Oat mug")
    page.go_back()
    expect(chips).to_contain_text("On offer")
    expect(page.get_by_label(re.compile("On offer"))).to_be_checked()
    expect(page.get_by_text("Plain bowl")).to_have_count(0)

    chips.get_by_role("link", name=re.compile("On offer")).click()
    expect(page.get_by_role("link", name="Plain bowl")).to_have_count(7)
    expect(page).not_to_have_url(re.compile("offer=1"))


def test_every_way_of_delivery_names_its_days(page: Page, mug: Product) -> None:
    _put_into_the_cart(page, mug)
    page.goto("/en/checkout/")

    ways = page.locator("#checkout-delivery label:has([name=method])")
    expect(ways).to_have_count(2)
    for way in ways.all():
        expect(way).to_contain_text(A_DAY)


def test_the_way_to_the_checkout_needs_no_mouse(page: Page, mug: Product) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(mug.get_absolute_url())
    reach(page, page.get_by_role("button", name="Add to cart"))
    page.keyboard.press("Enter")
    expect(page.locator("#cart-badge")).to_contain_text("1")

    page.goto("/en/cart/")
    reach(page, page.get_by_role("link", name="Go to checkout"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_label("E-mail"))
    page.keyboard.type("anna@example.com")
    expect(page.get_by_label("E-mail")).to_have_value("anna@example.com")
