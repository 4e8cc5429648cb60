from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxDetails

from shop.kept.generation import generation, pages_changed
from shop.web.pages import SLOTS, same_for_everybody
from shop.web.visitor import Visitor

Visit = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def name_slot() -> Iterator[None]:
    SLOTS["test_name"] = lambda request: request.COOKIES.get("name", "stranger")
    yield
    del SLOTS["test_name"]


@pytest.fixture
def made() -> list[str]:
    """The addresses for which the page was really made."""
    return []


@pytest.fixture
def visit(rf: RequestFactory, made: list[str]) -> Visit:
    @same_for_everybody
    def page(request: HttpRequest) -> HttpResponse:
        made.append(request.get_full_path())
        return HttpResponse("<p>Hello <!--slot test_name--></p>")

    def get(path: str = "/en/", language: str = "en", **cookies: str) -> HttpResponse:
        request = rf.get(path)
        request.COOKIES.update(cookies)
        request.visitor = Visitor(language, "LV", "")  # type: ignore[attr-defined]
        request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
        request._messages = CookieStorage(request)  # type: ignore[attr-defined]
        return page(request)

    return get


def test_a_page_is_made_once_for_all(visit: Visit, made: list[str]) -> None:
    first, second = visit(), visit()

    assert first.content == second.content == b"<p>Hello stranger</p>"
    assert made == ["/en/"]


def test_each_visitor_sees_their_own_slot(visit: Visit, made: list[str]) -> None:
    visit()

    assert visit(name="Anna").content == b"<p>Hello Anna</p>"
    assert visit(name="Peter").content == b"<p>Hello Peter</p>"
    assert made == ["/en/"]


def test_only_a_page_without_cookies_may_be_shared(visit: Visit) -> None:
    assert visit()["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert visit(name="Anna")["Cache-Control"] == "private, no-cache"


def test_language_and_query_make_other_pages(visit: Visit, made: list[str]) -> None:
    visit()
    visit(language="lv")
    visit("/en/?page=2")

    assert made == ["/en/", "/en/", "/en/?page=2"]


@pytest.mark.django_db(transaction=True)
def test_a_change_in_the_catalogue_makes_pages_anew(
    visit: Visit, made: list[str]
) -> None:
    visit()
    before = generation()

    pages_changed()
    visit()

    assert generation() == before + 1
    assert made == ["/en/", "/en/"]


@pytest.mark.django_db
def test_pages_travel_compressed(client: Client) -> None:
    page = client.get("/en/search/", headers={"Accept-Encoding": "gzip"})

    assert page.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["Vary"]
