from __future__ import annotations

from catalog.media import fetching, previews, renditions
from catalog.offers import shelf
from catalog.search import indexing
from catalog.stock import holding
from catalog.transfer import receiving

__all__ = [
    "fetching",
    "holding",
    "indexing",
    "previews",
    "receiving",
    "renditions",
    "shelf",
]
