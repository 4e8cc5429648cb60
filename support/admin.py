from __future__ import annotations

from support.staff import answers, letters, reviews

__all__ = ["answers", "letters", "reviews"]
