from __future__ import annotations

from shop.staff import jobs, merchant, people

__all__ = ["jobs", "merchant", "people"]
