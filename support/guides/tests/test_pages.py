from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.testing import make_product, picture_bytes
from support.guides.models import Guide

pytestmark = pytest.mark.django_db


def make_guide(slug: str = "washing-linen", **fields: Any) -> Guide:
    fields.setdefault("title", "Washing linen")
    fields.setdefault("summary", "Linen is strong when wet.")
    fields.setdefault("body", "<h2>Drying</h2><p>Shake it.</p>")
    return Guide.objects.create(slug=slug, **fields)


def test_a_guide_shows_its_text_picture_and_products(client: Client) -> None:
    guide = make_guide(body="<p>Shake it.</p><script>alert(1)</script>")
    guide.picture.save("a.png", ContentFile(picture_bytes(40, 30), "a.png"))
    guide.products.add(make_product(title="Linen towel"))
    guide.products.add(make_product(title="Unpublished", is_published=False))

    html = client.get("/en/guides/washing-linen/").content.decode()

    assert "<p>Shake it.</p>" in html
    assert "alert(1)" not in html
    assert 'width="40" height="30"' in html
    assert "Linen towel" in html
    assert "Unpublished" not in html


def test_search_engines_read_what_a_guide_is(client: Client) -> None:
    make_guide()

    html = client.get("/en/guides/washing-linen/").content.decode()

    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert script
    article = json.loads(script[1])
    assert (article["@type"], article["headline"]) == ("Article", "Washing linen")
    assert article["inLanguage"] == "en"


def test_guides_are_listed_and_hidden_ones_are_not(client: Client) -> None:
    make_guide()
    make_guide("secret", title="Secret", is_published=False)

    html = client.get("/en/guides/").content.decode()

    assert 'href="/en/guides/washing-linen/"' in html
    assert "Secret" not in html
    assert client.get("/en/guides/secret/").status_code == 404
    assert client.get("/en/guides/none/").status_code == 404


def test_a_shop_without_guides_offers_an_answer(client: Client) -> None:
    assert b"No guides yet" in client.get("/en/guides/").content


def test_an_uploaded_picture_is_made_safe() -> None:
    guide = make_guide()
    guide.picture = SimpleUploadedFile("a.png", picture_bytes(50, 20))

    guide.clean()
    guide.save()

    assert guide.picture.name.endswith(".jpg")
    assert (guide.picture_width, guide.picture_height) == (50, 20)


def test_what_is_no_picture_is_refused() -> None:
    guide = make_guide()
    guide.picture = SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")

    with pytest.raises(ValidationError):
        guide.clean()


def test_queries_do_not_grow_with_guides_or_products(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    guide = make_guide()
    for number in range(4):
        make_guide(f"guide-{number}")
        guide.products.add(make_product())
    client.get("/en/about/terms/")  # merchant, prices and navigation are in the cache

    with django_assert_max_num_queries(1):
        client.get("/en/guides/")
    # the guide, its products, their variants, prices, offers and pictures
    with django_assert_max_num_queries(7):
        client.get("/en/guides/washing-linen/")
