from __future__ import annotations

from shop.jobs import tasks

__all__ = ["tasks"]
