from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from PIL import ImageFont

PAGES = Path(settings.BASE_DIR) / "static" / "fonts"
CARDS = Path(settings.BASE_DIR) / "catalog" / "media" / "letters"
# letters that two alphabets write alike, to a pixel or two
TWINS = [*zip("еорсахіЕОРСАХІКМТВ", "eopcaxiEOPCAXIKMTB", strict=True)]


@pytest.mark.parametrize(("cyrillic", "latin"), TWINS)
def test_letters_are_drawn_as_themselves(cyrillic: str, latin: str) -> None:
    """A font put together from two may mix up what their glyphs are called."""
    for file in (
        PAGES / "serif-cyrillic.woff2",
        PAGES / "sans-cyrillic.woff2",
        CARDS / "cyrillic.ttf",
    ):
        font = ImageFont.truetype(file, 48)
        assert font.getbbox(cyrillic) == pytest.approx(font.getbbox(latin), abs=2), (
            file.name
        )
