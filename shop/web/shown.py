from __future__ import annotations

from typing import Any

from django.db import models

from shop.kept.generation import pages_changed


class ShownOnPages(models.Model):
    """A row whose texts stand on pages that are kept: a change makes those old."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        pages_changed()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        pages_changed()
        return deleted
