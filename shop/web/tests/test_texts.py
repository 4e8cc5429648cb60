from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from catalog.products.models import Product
from catalog.testing import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug() -> Product:
    product = make_product(slug="mug")
    said: dict[str, Any] = {
        "title_en": "Mug",
        "description_en": "<p>For tea</p>",
        "title_lv": "Krūze",
    }
    Product.objects.filter(pk=product.pk).update(**said)
    return Product.objects.get(pk=product.pk)


def _shown(template: str, language: str, thing: Product) -> str:
    with translation.override(language):
        return Template(f"{{% load texts %}}{template}").render(
            Context({"thing": thing})
        )


def test_a_text_in_the_language_of_the_page_stands_as_it_is(mug: Product) -> None:
    assert _shown('{{ thing|text:"title" }}', "lv", mug) == "Krūze"


def test_a_text_in_another_language_is_marked_with_it(mug: Product) -> None:
    shown = _shown('{{ thing|text:"title" }}', "fa", mug)

    assert shown == '<span lang="en" dir="ltr">Mug</span>'


def test_a_whole_text_in_another_language_says_so(mug: Product) -> None:
    shown = _shown('{{ thing|rich_text:"description" }}', "lv", mug)

    assert '<p class="muted small">' in shown
    assert '<div lang="en" dir="ltr"><p>For tea</p></div>' in shown
