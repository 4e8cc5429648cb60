from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.products.models import Product
from catalog.testing import make_product
from shop.kept.generation import pages_changed
from shop.users.models import User

pytestmark = pytest.mark.django_db

PAGE = "/admin/missing-texts/"


@pytest.fixture
def owner(client: Client, make_user: Any) -> User:
    user: User = make_user("owner@example.com", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def _translate(product: Product, **texts: str) -> None:
    Product.objects.filter(pk=product.pk).update(**texts)
    pages_changed()


def test_published_texts_without_words_are_counted_by_language(
    client: Client, owner: User
) -> None:
    mug, draft = make_product(slug="mug"), make_product(slug="d", is_published=False)
    _translate(mug, title_en="Mug", title_lv="Krūze")
    _translate(draft, title_en="Draft")

    page = client.get(PAGE).text

    assert 'href="?of=catalog.product&amp;in=uk">1</a>' in page
    assert "of=catalog.product&amp;in=lv" not in page


def test_a_count_leads_to_the_rows_and_to_where_they_are_written(
    client: Client, owner: User
) -> None:
    mug = make_product(slug="mug")
    _translate(mug, title_en="Mug", summary_en="For tea", title_lv="", summary_lv="")

    page = client.get(PAGE, {"of": "catalog.product", "in": "lv"}).text

    assert reverse("admin:catalog_product_change", args=[mug.pk]) in page
    assert "title" in page
    assert "in one sentence" in page


@pytest.mark.parametrize("query", ["?of=catalog.product&in=xx", "?of=auth.user&in=lv"])
def test_nonsense_shows_the_counts(client: Client, owner: User, query: str) -> None:
    assert client.get(PAGE + query).status_code == 200


def test_only_those_who_write_texts_see_it(client: Client, make_user: Any) -> None:
    client.force_login(make_user("packer@example.com", is_staff=True))

    assert client.get(PAGE).status_code == 403
