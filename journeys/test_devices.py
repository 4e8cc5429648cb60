"""What people have set on their device holds in the shop too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.testing import make_picture, make_product
from checkout.testing import make_merchant, make_method

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  const times = [style.transitionDuration, style.animationDuration];
  const isMoving = times.some((time) => parseFloat(time) > 0.01);
  return isMoving || style.scrollBehavior === "smooth";
}).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(autouse=True)
def mug(shop_url: str) -> None:
    make_merchant()
    make_method()
    mug = make_product(slug="mug")
    for position in range(3):
        make_picture(mug, position=position)


def test_nothing_moves_for_who_wants_no_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/en/p/mug/")

    assert page.evaluate(MOVING) == []
    page.locator(".gallery-thumbs a").nth(2).click()
    expect(page.locator("#picture-3")).to_be_in_viewport(ratio=0.9, timeout=500)


def test_what_is_chosen_shows_in_the_colours_of_the_device(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.goto("/en/p/mug/")
    page.locator(".choices-button").click()

    pills = page.locator("#choices .pill")
    chosen, other = pills.nth(0), pills.nth(1)
    expect(chosen.locator("input")).to_be_checked()
    assert _ground(chosen) != _ground(other)
    shown, hidden = page.locator(".gallery-thumbs a").all()[:2]
    assert _border(shown) != _border(hidden)


def _ground(place: Locator) -> str:
    return str(place.evaluate("one => getComputedStyle(one).backgroundColor"))


def _border(place: Locator) -> str:
    return str(place.evaluate("one => getComputedStyle(one).borderTopWidth"))
