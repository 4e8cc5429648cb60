from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from catalog.categories.models import Category
from catalog.categories.tree import category_tree
from shop.web.scenes import make_copies, scene_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def category() -> Category:
    buffer = io.BytesIO()
    Image.new("RGB", (800, 1000), "seagreen").save(buffer, "JPEG")
    category = Category(name="Table", slug="table")
    category.picture.save("table.jpg", ContentFile(buffer.getvalue()))
    return category


def test_what_was_given_is_shown_at_once(category: Category) -> None:
    scene = category_tree().roots[0].tile

    assert scene
    assert (scene.src, scene.sources) == (category.picture.url, ())


def test_lighter_copies_are_shown_once_they_are_made(category: Category) -> None:
    category_tree()
    make_copies(str(category.picture.name))

    scene = category_tree().roots[0].tile
    assert scene
    (source,) = scene.sources
    assert [each.split(" ")[1] for each in source.srcset.split(", ")] == [
        "480w",
        "960w",
        "1600w",
    ]
    name = source.srcset.split(" ")[0].removeprefix(default_storage.base_url)  # type: ignore[attr-defined]
    with default_storage.open(name) as file:
        assert Image.open(file).size == (480, 600)


def test_no_picture_is_no_scene() -> None:
    assert scene_of(Category().picture, width=8, height=8) is None


def test_a_file_that_is_gone_does_no_harm() -> None:
    make_copies("categories/gone.jpg")
