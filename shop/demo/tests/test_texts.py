"""What search engines show of the demo shop, they show whole."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.conf import settings

PRODUCTS = sorted(settings.BASE_DIR.glob("catalog/demo/data/texts/*/products/*.toml"))
LONGEST = {"seo_title": 60, "seo_description": 155}


@pytest.mark.parametrize("file", PRODUCTS, ids=lambda file: "/".join(file.parts[-3:]))
def test_search_engines_need_not_cut(file: Path) -> None:
    texts = tomllib.loads(file.read_text("utf-8"))
    lengths = {field: len(texts[field]) for field in LONGEST}

    assert {field for field in LONGEST if lengths[field] > LONGEST[field]} == set()
