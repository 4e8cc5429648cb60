from __future__ import annotations

import importlib

import pytest
from django.test import Client
from pytest_django import Settings

from checkout.payments.providers.registry import provider_called
from checkout.payments.providers.stripe import client, urls

provider = provider_called("stripe")


def test_without_keys_the_page_gets_the_standin(settings: Settings) -> None:
    data = provider.page_data()

    assert provider.is_ready()
    assert data["publishable-key"] == "pk_test_standin"
    assert data["stripe-js"] == "/standin/stripe/v3/stripe.js"


def test_with_keys_the_page_gets_stripe_and_there_is_no_standin(
    settings: Settings,
) -> None:
    settings.USES_STRIPE_STANDIN = False
    settings.STRIPE_SECRET_KEY = "sk_test_1"
    settings.STRIPE_PUBLISHABLE_KEY = "pk_test_1"

    try:
        names = [pattern.pattern for pattern in importlib.reload(urls).urlpatterns]
        data = provider.page_data()
        api = client.stripe_client()
    finally:
        settings.USES_STRIPE_STANDIN = True
        importlib.reload(urls)

    assert [str(name) for name in names] == ["hooks/stripe/"]
    assert data["publishable-key"] == "pk_test_1"
    assert data["stripe-js"] == "https://js.stripe.com/v3/"
    assert api._requestor._options.base_addresses["api"] == "https://api.stripe.com"


def test_a_shop_that_sells_without_stripe_offers_no_cards(settings: Settings) -> None:
    settings.STRIPE_SECRET_KEY = ""

    assert not provider.is_ready()


def test_the_standins_script_is_served(db: None) -> None:
    response = Client().get("/standin/stripe/v3/stripe.js")

    assert response.status_code == 200
    assert response["Content-Type"] == "text/javascript"


@pytest.mark.parametrize("locale", ["en", "lv", "xx", ""])
def test_the_card_fields_have_words_in_every_language(db: None, locale: str) -> None:
    response = Client().get("/standin/stripe/v3/labels", {"locale": locale})

    assert all(response.json().values())
