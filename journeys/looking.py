"""What can be measured of a page as a browser shows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

LOOKING = Path(__file__).with_name("looking.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# loading every style sheet a second time helps only the rule about turned screens
AXE = {"resultTypes": ["violations"], "preload": False}
NARROW, PHONE, ZOOMED, DESK = 320, 390, 640, 1440


def faults_of_build(page: Page, part: str = "html") -> list[str]:
    """What axe finds: names, roles, order, landmarks, contrast, targets."""
    return _by_axe(page, part, RULES)


def faults_of_counter(page: Page) -> list[str]:
    """The same for the admin, by the rules of WCAG alone: its frame is unfold's, and so
    are the names of its landmarks. Select2's list boxes say what they are only once a
    script has opened them."""
    place = {"include": [["html"]], "exclude": [[".select2-container"]]}
    return _by_axe(page, place, [rule for rule in RULES if rule != "best-practice"])


def faults_of_colour(page: Page, part: str = "html") -> list[str]:
    return _by_axe(page, part, ["color-contrast"])


def too_wide(page: Page) -> list[str]:
    return _ask(page, "tooWide")


def too_small(page: Page) -> list[str]:
    return _ask(page, "tooSmall")


def cut_off(page: Page) -> list[str]:
    return _ask(page, "cutOff")


def focus(page: Page) -> dict[str, Any] | None:
    """Where the keyboard is, whether that shows, and whether something covers it."""
    _bring(page)
    found: dict[str, Any] | None = page.evaluate("looking.focus()")
    return found


def look(page: Page, width: int, scheme: Literal["light", "dark"] = "light") -> None:
    """At another width and in another light, without loading the page again."""
    height = 844 if width < ZOOMED else 900
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    _bring(page)
    page.evaluate("looking.settle()")


@contextmanager
def spaced(page: Page) -> Iterator[None]:
    """With the space between letters, words and lines that a reader may set."""
    _bring(page)
    page.evaluate("looking.space(true)")
    yield
    page.evaluate("looking.space(false)")


def _by_axe(page: Page, part: str | dict[str, Any], rules: list[str]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return _ask(page, "faults", part, {**AXE, "runOnly": rules})


def _ask(page: Page, question: str, *given: object) -> list[str]:
    _bring(page)
    found: list[str] = page.evaluate(f"given => looking.{question}(...given)", given)
    return found


def _bring(page: Page) -> None:
    """Hand the page what it is measured with, once for every address."""
    if not page.evaluate("'looking' in window"):
        page.evaluate(LOOKING)
