from __future__ import annotations

from support.staff import answers, letters, returns, reviews

__all__ = ["answers", "letters", "returns", "reviews"]
