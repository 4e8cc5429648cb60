from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from catalog.media.lettering import fitted, script_of
from catalog.media.models import Picture, preview_name
from catalog.media.previews import previews_later
from catalog.media.renditions import store_picture
from catalog.products.models import Product
from catalog.testing import make_category, make_product, picture_bytes

RunJobs = Callable[[], int]


def with_picture(**texts: Any) -> tuple[Product, Picture]:
    product = make_product(slug="mug", **texts)
    return product, store_picture(product, picture_bytes(900, 900), alt="A mug")


def shared(client: Client, path: str) -> dict[str, str]:
    """The meta tags of a page that other sites read."""
    content = client.get(path).content.decode()
    tags = re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)"', content)
    assert len(tags) == len(set(tags))
    found = re.findall(
        r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', content
    )
    return dict(found)


@pytest.mark.django_db
def test_preview_has_the_size_that_networks_show_large(run_jobs: RunJobs) -> None:
    _product, picture = with_picture()

    run_jobs()

    picture.refresh_from_db()
    assert set(picture.previews) == {"en"}
    with default_storage.open(preview_name(picture, "en")) as file:
        assert Image.open(file).size == (1200, 630)


@pytest.mark.django_db
def test_page_shows_the_preview_in_its_own_language(
    client: Client, run_jobs: RunJobs
) -> None:
    _product, picture = with_picture(title="Mug", title_fa="لیوان سفالی")
    run_jobs()
    picture.refresh_from_db()

    in_english, in_persian = (
        shared(client, f"/{language}/p/mug/") for language in ("en", "fa")
    )

    assert in_english["og:image"].endswith(preview_name(picture, "en"))
    assert in_persian["og:image"].endswith(preview_name(picture, "fa"))
    assert in_persian["og:image:width"] == "1200"
    assert in_persian["og:image:height"] == "630"
    assert in_persian["og:locale"] == "fa_IR"
    assert in_english["og:image:alt"] == "A mug"
    assert in_english["twitter:card"] == "summary_large_image"


@pytest.mark.django_db
def test_until_the_job_has_run_the_photograph_stands_for_the_page(
    client: Client,
) -> None:
    _product, picture = with_picture()

    tags = shared(client, "/en/p/mug/")

    assert tags["og:image"].endswith(picture.file.url)
    assert tags["og:image:width"] == "900"
    assert tags["twitter:card"] == "summary"


@pytest.mark.django_db
def test_new_name_makes_a_new_preview(run_jobs: RunJobs) -> None:
    product, picture = with_picture()
    run_jobs()
    picture.refresh_from_db()
    before = picture.previews["en"]

    product.title = "Deep mug"
    product.save()
    previews_later([product.pk])
    run_jobs()

    picture.refresh_from_db()
    assert picture.previews["en"] != before
    assert default_storage.exists(preview_name(picture, "en"))


@pytest.mark.django_db
def test_nothing_is_made_when_nothing_changed(
    run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    product, _picture = with_picture()
    run_jobs()
    monkeypatch.setattr("catalog.media.previews.preview", None)

    previews_later([product.pk])

    assert run_jobs() == 1


@pytest.mark.django_db
def test_pages_without_a_picture_show_the_house(client: Client) -> None:
    make_product(slug="bare")

    for path in ("/en/", "/en/p/bare/", "/en/search/"):
        tags = shared(client, path)
        assert "img/share" in tags["og:image"]
        assert tags["og:image"].startswith("http")
        assert tags["og:image:alt"]


@pytest.mark.django_db
def test_category_is_shared_with_its_own_picture(client: Client) -> None:
    category = make_category("Table", slug="table")
    category.picture.save("tile.jpg", ContentFile(picture_bytes(800, 1000)))

    tags = shared(client, "/en/c/table/")

    assert tags["og:title"] == "Table"
    assert tags["og:image"].endswith(category.picture.url)
    assert tags["og:image:alt"] == "Table"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Krūze ar osu", "latin"),
        ("Кухоль «Liepa» 250 мл", "cyrillic"),
        ("Քարե գավաթ", "armenian"),
        ("マグカップ", None),
    ],
)
def test_text_is_written_in_its_own_script_or_not_at_all(
    text: str, script: str | None
) -> None:
    assert script_of(text) == script


def test_long_name_is_set_smaller_and_then_cut() -> None:
    short = fitted("Mug", width=450, height=330, largest=76, smallest=40)
    long = fitted("Stoneware " * 40, width=450, height=330, largest=76, smallest=40)

    assert short
    assert long
    assert short.font.size == 76
    assert long.font.size == 40
    assert long.height <= 330
    assert long.lines[-1].endswith("…")
