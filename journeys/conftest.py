from __future__ import annotations

import os
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
# what leaving a page in the middle of a request, or a bank's refusal, makes it say
HARMLESS = ("htmx:afterRequest", "htmx:sendAbort", "Transition was", "402 (Payment")
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
    complaints: list[str] = []

    def hear(text: str) -> None:
        if not any(harmless in text for harmless in HARMLESS):
            complaints.append(text)

    page.on(
        "console",
        lambda message: hear(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: hear(str(error)))
    foreign: list[str] = []

    def note(url: str) -> None:
        if url.startswith("http") and "localhost" not in url and "127.0.0.1" not in url:
            foreign.append(url)

    page.on("request", lambda request: note(request.url))
    yield page
    assert complaints == []
    assert foreign == []
