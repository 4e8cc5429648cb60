"""Going through a page by the keyboard alone, looking at every step."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from journeys.looking import focus

IS_FOCUSED = "element => element === element.getRootNode().activeElement"
MANY = 150


def reach(page: Page, target: Locator, *, key: str = "Tab") -> None:
    """Press `key` until `target` has the focus, seeing at every stop where one is."""
    for _stop in range(MANY):
        if target.evaluate(IS_FOCUSED):
            return
        page.keyboard.press(key)
        assert_seen(page)
    raise AssertionError(f"{key} never reaches {target}")


def press(page: Page, target: Locator, *, key: str = "Enter") -> None:
    reach(page, target)
    page.keyboard.press(key)


def stops(page: Page) -> list[str]:
    """All that Tab comes by, from the top of the page to its end."""
    names: list[str] = []
    for _stop in range(MANY):
        page.keyboard.press("Tab")
        if focus(page) is None:
            return names
        names.append(assert_seen(page))
    raise AssertionError(f"Tab never leaves the page: … {names[-5:]}")


def assert_seen(page: Page) -> str:
    found = focus(page)
    if found is None:
        return ""
    assert found["hasRing"], f"no sign of the focus on {found['name']}"
    assert found["isSeen"], f"something hides {found['name']}"
    return str(found["name"])
