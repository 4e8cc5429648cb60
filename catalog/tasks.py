from __future__ import annotations

from catalog.search import indexing

__all__ = ["indexing"]
