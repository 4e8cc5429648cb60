from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.kept.generation import pages_changed
from shop.web.scenes import copies_later


def picture_path(category: Category, filename: str) -> str:
    return f"categories/{uuid.uuid4().hex}.jpg"


class CategoryQuerySet(models.QuerySet["Category"]):
    def visible(self) -> CategoryQuerySet:
        return self.filter(is_visible=True)

    def within(self, category: Category) -> CategoryQuerySet:
        """`category` and everything below it."""
        return self.filter(path__startswith=category.path)


class Category(models.Model):
    """A place in the shop's tree, at any depth.

    `path` is the ids from the root down, each followed by a slash ("1/5/12/"):
    a subtree is everything that begins with its root's path.
    """

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200, unique=True)
    description = models.TextField(_("description"), blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("inside"),
    )
    path = models.CharField(max_length=500, editable=False, db_index=True, default="")
    picture = models.ImageField(
        _("picture"), upload_to=picture_path, max_length=200, blank=True
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    is_visible = models.BooleanField(_("visible"), default=True)
    code = models.CharField(
        _("code in the source"),
        max_length=200,
        blank=True,
        db_index=True,
        editable=False,
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        pages_changed()
        copies_later(self.picture)
        path = f"{self.parent.path if self.parent else ''}{self.pk}/"
        if path == self.path:
            return
        if self.path:
            # the whole subtree moves along
            below = Category.objects.filter(path__startswith=self.path)
            below.update(
                path=Concat(Value(path), Substr(F("path"), len(self.path) + 1))
            )
        else:
            Category.objects.filter(pk=self.pk).update(path=path)
        self.path = path

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.slug])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        pages_changed()
        return super().delete(*args, **kwargs)

    @property
    def depth(self) -> int:
        """1 for a root."""
        return self.path.count("/")

    @property
    def lineage(self) -> list[int]:
        """The ids from the root down to this category."""
        return [int(pk) for pk in self.path.split("/") if pk]

    def clean(self) -> None:
        if self.pk and self.parent and self.pk in self.parent.lineage:
            raise ValidationError({"parent": _("A category cannot lie inside itself.")})
