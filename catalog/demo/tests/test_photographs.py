from __future__ import annotations

import pytest
from django.conf import settings

from catalog.demo.reading import PHOTOS, facts, product_slugs

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def pictures_of(slug: str) -> list[str]:
    return [one["file"] for one in facts(f"products/{slug}")["pictures"]]


@pytest.mark.parametrize("slug", product_slugs())
def test_product_can_be_seen_from_two_sides_and_heard_in_every_language(
    slug: str,
) -> None:
    pictures = pictures_of(slug)

    assert len(pictures) >= 2
    for language in LANGUAGES:
        alts = facts(f"texts/{language}/products/{slug}")["alts"]
        assert {*alts} == {*pictures}, f"{slug} in {language}"
        assert all(alts.values())


def test_every_photograph_is_shown_somewhere() -> None:
    shown = {picture for slug in product_slugs() for picture in pictures_of(slug)}
    for scenes in ("categories", "offers"):
        (entries,) = facts(scenes).values()
        shown |= {one["picture"] for one in entries if "picture" in one}

    assert {photo.name for photo in PHOTOS.glob("*.jpg")} == shown
    assert sum(photo.stat().st_size for photo in PHOTOS.glob("*.jpg")) < 10_000_000
