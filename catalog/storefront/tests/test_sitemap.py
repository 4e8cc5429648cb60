from __future__ import annotations

import pytest
from django.test import Client

from catalog.testing import make_category, make_product

pytestmark = pytest.mark.django_db

SITE = "http://localhost:8000"


def test_every_page_is_listed_in_every_language_with_the_others(client: Client) -> None:
    make_category(slug="table")
    make_category(slug="attic", is_visible=False)
    make_product(slug="mug")
    make_product(slug="draft", is_published=False)

    pages = client.get("/sitemap-pages.xml").text
    products = client.get("/sitemap-products.xml").text

    assert f"<loc>{SITE}/lv/c/table/</loc>" in pages
    assert "attic" not in pages
    assert products.count("<loc>") == 5
    assert f"<loc>{SITE}/fa/p/mug/</loc>" in products
    assert f'hreflang="uk" href="{SITE}/uk/p/mug/"' in products
    assert f'hreflang="x-default" href="{SITE}/en/p/mug/"' in products
    assert "draft" not in products


def test_robots_are_led_to_the_sitemap_and_not_to_orders(client: Client) -> None:
    robots = client.get("/robots.txt")

    assert robots["Content-Type"] == "text/plain; charset=utf-8"
    assert f"Sitemap: {SITE}/sitemap.xml" in robots.text
    assert "Disallow: /*/orders/" in robots.text
    index = client.get("/sitemap.xml").text
    assert "sitemap-products.xml" in index
    assert "sitemap-guides.xml" in index
    assert f"<loc>{SITE}/hy/help/</loc>" in client.get("/sitemap-care.xml").text
