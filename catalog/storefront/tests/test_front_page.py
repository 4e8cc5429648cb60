from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from catalog.testing import make_category, make_offer, make_product, picture_bytes

pytestmark = pytest.mark.django_db


def test_the_front_page_shows_offers_news_and_what_is_loved(client: Client) -> None:
    make_category("Table", slug="table")
    reduced = make_product(title="Reduced")
    make_offer(reduced)
    make_product(title="Loved", rating="4.80", review_count=9)
    make_product(title="Disliked", rating="2.00", review_count=9)
    make_product(title="Gone", stock=0)

    response = client.get("/en/")

    page = response.context["page"]
    assert [card.title for card in page.on_offer] == ["Reduced"]
    assert [card.title for card in page.new] == ["Disliked", "Loved", "Reduced"]
    assert [card.title for card in page.well_rated] == ["Loved"]
    assert 'href="/en/c/table/"' in response.text


def test_the_newest_offer_that_has_a_picture_is_shown_large(client: Client) -> None:
    mug = make_product()
    shown = ContentFile(picture_bytes(), name="cups.png")
    make_offer(mug, name="Cups for less", picture=shown)
    make_offer(mug, name="Without a picture")

    page = client.get("/en/").text

    assert "Cups for less" in page
    assert "Without a picture" not in page


def test_a_shop_with_nothing_in_it_opens(client: Client) -> None:
    assert client.get("/en/").status_code == 200
    assert client.get("/en/search/").status_code == 200
    assert client.get("/en/offers/").status_code == 200
