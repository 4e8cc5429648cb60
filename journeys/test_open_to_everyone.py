"""Every page can be used by everyone: measured in a browser, page by page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from journeys.everywhere import behind_the_counter, everywhere
from journeys.looking import (
    DESK,
    NARROW,
    PHONE,
    ZOOMED,
    cut_off,
    faults_of_build,
    faults_of_colour,
    faults_of_counter,
    look,
    spaced,
    too_small,
    too_wide,
)
from shop.users.models import User

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("shop.web.tests.styleguide_urls"),
]


@pytest.fixture(autouse=True)
def demo(shop_url: str) -> None:
    call_command("load_demo", verbosity=0)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_page_is_open_to_everyone(page: Page, language: str) -> None:
    """For eyes, ears, fingers and keyboards; by day and in the evening."""
    faults: list[str] = []
    for name in everywhere(page, language):
        # header and footer are the same everywhere
        part = "html" if name == "home" else "main"
        found = {*_seen(page, part), *_zoomed(page)}
        faults += [f"{name}: {fault}" for fault in sorted(found)]

    assert not faults, "\n".join(faults)


def test_the_counter_is_open_to_everyone(page: Page, agent: User) -> None:
    faults: list[str] = []
    for name in behind_the_counter(page):
        look(page, DESK)
        faults += [f"{name}: {fault}" for fault in faults_of_counter(page)]

    assert not faults, "\n".join(faults)


def _seen(page: Page, part: str) -> Iterator[str]:
    look(page, DESK)
    yield from faults_of_build(page)
    look(page, DESK, "dark")
    yield from faults_of_colour(page, part)
    look(page, PHONE, "dark")
    yield from faults_of_colour(page, part)
    look(page, PHONE)
    yield from faults_of_build(page, part)
    yield from too_small(page)


def _zoomed(page: Page) -> Iterator[str]:
    for width in (ZOOMED, NARROW):
        look(page, width)
        yield from too_wide(page)
    with spaced(page):
        yield from too_wide(page)
        yield from cut_off(page)
