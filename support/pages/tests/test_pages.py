from __future__ import annotations

import pytest
from django.test import Client

from checkout.testing import make_merchant, make_method, make_way
from support.pages.models import Page

pytestmark = pytest.mark.django_db


def text(client: Client, name: str, **cookies: str) -> str:
    client.cookies.load(cookies)
    response = client.get(f"/en/about/{name}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", Page.Name.values)
def test_a_new_shop_has_every_page(client: Client, name: str) -> None:
    assert f'href="/en/about/{name}/" aria-current="page"' in text(client, name)


@pytest.mark.parametrize("name", ["page", "seller", "x", "page.html"])
def test_only_pages_are_shown(client: Client, name: str) -> None:
    assert client.get(f"/en/about/{name}/").status_code == 404


def test_the_imprint_says_who_sells(client: Client) -> None:
    make_merchant(legal_name="Liepa SIA", registration_number="40000000000")

    html = text(client, "imprint")

    assert "Liepa SIA" in html
    assert "40000000000" in html
    assert "LV40003245752" in html


def test_delivery_shows_cost_and_date_to_the_country(client: Client) -> None:
    make_merchant()
    make_method("3.20", name="Parcel locker", countries=("LV", "DE"))
    make_method(name="By sea", countries=("IS",))

    html = text(client, "delivery", country="DE")

    assert "To Germany" in html
    assert "Parcel locker" in html
    assert "€3.20" in html
    assert "By sea" not in html
    assert "Germany, Iceland, Latvia" in html


def test_a_country_out_of_reach_is_told(client: Client) -> None:
    make_merchant()
    make_method(countries=("LV",))

    assert "We do not deliver there yet." in text(client, "delivery", country="NZ")


def test_payment_lists_what_the_shop_takes(client: Client) -> None:
    make_way("bank", name="Bank transfer")
    make_way("cod", provider="cash_on_delivery", name="In cash", is_active=False)

    html = text(client, "payment")

    assert "Bank transfer" in html
    assert "In cash" not in html


def test_withdrawing_leads_to_a_form_without_log_in(client: Client) -> None:
    html = text(client, "returns")

    assert 'href="/en/withdrawal/"' in html
    assert "14 days" in html
    assert client.get("/en/withdrawal/").status_code == 200


def test_no_page_sends_to_the_closed_platform_for_disputes(client: Client) -> None:
    for name in Page.Name.values:
        assert "ec.europa.eu" not in text(client, name)
