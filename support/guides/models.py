from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.media.encoding import BadPicture, made_safe
from catalog.products.models import Product
from shop.web.scenes import Scene, copies_later, scene_of
from shop.web.shown import ShownOnPages


class Guide(ShownOnPages):
    """Advice for owners and buyers of our things (cleaned HTML)."""

    slug = models.SlugField(_("slug"), max_length=150, unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("in one sentence"), max_length=400, blank=True)
    body = models.TextField(_("text"))
    picture = models.ImageField(
        _("picture"),
        upload_to="guides/",
        width_field="picture_width",
        height_field="picture_height",
        blank=True,
    )
    picture_width = models.PositiveIntegerField(default=0, editable=False)
    picture_height = models.PositiveIntegerField(default=0, editable=False)
    products = models.ManyToManyField(
        Product, blank=True, related_name="guides", verbose_name=_("products")
    )
    is_published = models.BooleanField(_("published"), default=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Django leaves nothing here when there is no picture
        self.picture_width = self.picture_width or 0
        self.picture_height = self.picture_height or 0
        super().save(*args, **kwargs)
        copies_later(self.picture)

    @property
    def scene(self) -> Scene | None:
        """The picture for a page."""
        size = {"width": self.picture_width, "height": self.picture_height}
        return scene_of(self.picture, **size)

    def clean(self) -> None:
        """A new picture is re-encoded, or refused with a sentence."""
        if not self.picture or not isinstance(self.picture.file, UploadedFile):
            return
        try:
            safe = made_safe(self.picture.file.read())
        except BadPicture as refused:
            raise ValidationError({"picture": str(refused)}) from refused
        self.picture = ContentFile(safe, name=f"{self.slug}.jpg")

    def get_absolute_url(self) -> str:
        return reverse("guide", args=[self.slug])
