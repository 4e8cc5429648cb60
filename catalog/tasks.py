from __future__ import annotations

from catalog.media import fetching, renditions
from catalog.offers import shelf
from catalog.search import indexing
from catalog.stock import holding

__all__ = ["fetching", "holding", "indexing", "renditions", "shelf"]
