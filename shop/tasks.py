from __future__ import annotations

from shop.jobs import tasks
from shop.web import scenes

__all__ = ["scenes", "tasks"]
