"""What every page tells browsers not to do."""

from __future__ import annotations

from runpy import run_path

import pytest
from django.test import Client
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern
from pytest_django import Settings

from checkout.testing import make_order
from shop.users.models import User

pytestmark = pytest.mark.django_db

PAGES = [
    "/en/",
    "/en/search/?q=mug",
    "/en/cart/",
    "/en/orders/",
    "/en/contacts/",
    "/en/account/login/",
    "/en/account/signup/",
    "/en/nothing/",
    "/en/search/?" + "a=1&" * 1100,
]


def check(client: Client, url: str) -> None:
    answer = client.get(url)
    policy = answer.headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] in {
        "same-origin",
        "strict-origin-when-cross-origin",
    }


@pytest.mark.parametrize("url", PAGES)
def test_no_page_runs_what_is_not_ours(client: Client, url: str) -> None:
    check(client, url)


def test_nor_do_the_pages_of_an_order(client: Client) -> None:
    order = make_order()

    check(client, order.get_absolute_url())
    check(client, f"{order.get_absolute_url()}payment/")


def test_nor_do_the_pages_of_an_account(client: Client, buyer: User) -> None:
    client.force_login(buyer)

    for page in ("my/", "my/addresses/", "account/2fa/", "account/2fa/webauthn/add/"):
        check(client, f"/en/{page}")


def test_the_admin_brings_in_nothing_from_outside(client: Client, agent: User) -> None:
    client.force_login(agent)

    policy = client.get("/admin/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "form-action 'self'" in policy


@pytest.mark.parametrize("page", ["/outbox/", "/en/styleguide/", "/media/x.jpg"])
def test_pages_for_developers_are_there_in_development_only(
    settings: Settings, page: str
) -> None:
    def routes() -> URLResolver:
        made = run_path(str(settings.BASE_DIR / "shop" / "urls.py"))
        return URLResolver(RegexPattern("^/"), made["urlpatterns"])

    settings.DEBUG = True
    assert routes().resolve(page)

    settings.DEBUG = False
    with pytest.raises(Resolver404):
        routes().resolve(page)
