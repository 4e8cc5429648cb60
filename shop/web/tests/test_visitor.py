from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from shop.merchant.models import Merchant
from shop.users.models import User
from shop.web.visitor import VisitorMiddleware, visitor_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("accepted", "cookie", "country"),
    [
        ("de-AT,de;q=0.9", "", "AT"),
        ("en-US,en;q=0.9", "", "LV"),
        ("en-GB", "", "GB"),
        ("fa", "", "LV"),
        ("zh-Hant-TW", "", "TW"),
        ("de-AT", "EE", "EE"),
        ("de-AT", "XX", "AT"),
        ("\u2603,;;q=", "", "LV"),
    ],
)
def test_country_is_the_choice_else_the_region_else_the_merchants(
    rf: RequestFactory, accepted: str, cookie: str, country: str
) -> None:
    request = rf.get("/", headers={"accept-language": accepted})
    if cookie:
        request.COOKIES["country"] = cookie

    VisitorMiddleware(lambda request: None)(request)  # type: ignore[arg-type,return-value]

    assert visitor_of(request).country == country


def test_another_merchant_has_another_home_country(rf: RequestFactory) -> None:
    Merchant(country="EE").save()
    request = rf.get("/")

    VisitorMiddleware(lambda request: None)(request)  # type: ignore[arg-type,return-value]

    assert visitor_of(request).country == "EE"


@pytest.mark.parametrize(
    ("accepted", "leads_to"),
    [("lv", "/lv/"), ("uk-UA", "/uk/"), ("fa-IR", "/fa/"), ("ja", "/en/")],
)
def test_front_door_leads_to_the_visitors_language(
    client: Client, accepted: str, leads_to: str
) -> None:
    response = client.get("/", headers={"accept-language": accepted})

    assert (response.status_code, response["Location"]) == (302, leads_to)


def test_an_accounts_language_comes_before_the_browsers(
    client: Client, buyer: User
) -> None:
    User.objects.filter(pk=buyer.pk).update(language="hy")
    client.force_login(buyer)

    assert client.get("/", headers={"accept-language": "lv"})["Location"] == "/hy/"

    client.post("/choices/", {"language": "uk"})

    assert client.get("/", headers={"accept-language": "lv"})["Location"] == "/uk/"
    buyer.refresh_from_db()
    assert buyer.language == "uk"


def test_the_same_page_in_another_language_keeps_what_was_asked(client: Client) -> None:
    page = client.get("/en/help/?q=linen").text

    assert '<a href="/fa/help/?q=linen" lang="fa" hreflang="fa"' in page
    assert 'hreflang="fa" href="http://localhost:8000/fa/help/">' in page
    assert 'rel="canonical" href="http://localhost:8000/en/help/">' in page


def test_a_choice_is_kept_and_leads_back_in_the_chosen_language(client: Client) -> None:
    response = client.post(
        "/choices/",
        {
            "language": "fa",
            "country": "EE",
            "currency": "eur",
            "next": "/en/account/login/",
        },
    )

    assert response["Location"] == "/fa/account/login/"
    cookies = {name: morsel.value for name, morsel in response.cookies.items()}
    assert cookies == {"language": "fa", "country": "EE", "currency": "EUR"}


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "javascript:1"]
)
def test_a_choice_never_leads_away_from_the_shop(client: Client, back: str) -> None:
    response = client.post("/choices/", {"country": "EE", "next": back})

    assert response["Location"] == "/"


def test_an_impossible_choice_changes_nothing(client: Client) -> None:
    response = client.post(
        "/choices/", {"language": "xx", "country": "Latvia", "currency": "€"}
    )

    assert response.status_code == 302
    assert not response.cookies
