from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

if TYPE_CHECKING:
    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

# a closed network refuses slowly what Chromium asks of the outside at every start
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
)
# a browser writes every answer that is a refusal into its console, also one that the
# page asked for and deals with, and every time that it forgets what was prefetched; a
# page that is left breaks off what it was loading, and the passage to the next one
EXPECTED = re.compile(
    r"status of (402|404|422|429) |^Clear-Site-Data header|net::ERR_ABORTED"
    r"|^Transition was (aborted|skipped)"
)
OF_THE_SHOP = re.compile(r"http://(localhost|127\.0\.0\.1)[:/]|(data|blob|about):")
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(
        filter(
            None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
        ),
        None,
    )
    if path is None:
        message = "Journeys need Chromium (Debian: apt install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    # Playwright's loop runs in this thread; the ORM is used between its calls only
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def shop_url(live_server: LiveServer, settings: Settings) -> str:
    """A running shop whose processes find each other under its address."""
    settings.SITE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def page(chromium: Browser, shop_url: str) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=shop_url, viewport={"width": 1280, "height": 900}, locale="en-US"
    )
    context.set_default_timeout(20_000)
    yield from _watched(context.new_page())
    context.close()


@pytest.fixture
def phone(chromium: Browser, shop_url: str) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=shop_url, viewport=PHONE, has_touch=True, locale="en-US"
    )
    context.set_default_timeout(20_000)
    yield from _watched(context.new_page())
    context.close()


@pytest.fixture
def without_script(chromium: Browser, shop_url: str) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=shop_url, java_script_enabled=False, locale="en-US"
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def _watched(page: Page) -> Iterator[Page]:
    """A page whose console must stay silent and whose requests stay in the shop."""
    heard: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("requestfailed", lambda call: heard.append(f"{call.failure} {call.url}"))
    page.on("request", lambda call: asked.append(call.url))
    yield page
    assert [text for text in heard if not EXPECTED.search(text)] == []
    assert [url for url in asked if not OF_THE_SHOP.match(url)] == []
