from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from catalog.media.encoding import BadPicture, made_safe
from catalog.products.models import Product, Variant
from shop.jobs.queue import enqueue
from shop.web.shown import ShownOnPages

WIDTHS = (320, 640, 960, 1440)
FORMATS = ("avif", "webp", "jpg")
# what social networks show large
PREVIEW_SIZE = (1200, 630)


def widths_of(width: int) -> list[int]:
    """The widths made of an original: never wider than it is."""
    return sorted({min(width, each) for each in WIDTHS})


def picture_path(picture: Picture, filename: str) -> str:
    return f"pictures/{uuid.uuid4().hex}/original.jpg"


def rendition_name(picture: Picture, width: int, ending: str) -> str:
    """Where a rendition lies: beside the original, under a name without chance."""
    return f"{str(picture.file).rpartition('/')[0]}/{width}.{ending}"


def preview_name(picture: Picture, language: str) -> str:
    """Where the preview in a language lies. Its fingerprint is in the name: who was
    told of an earlier one still finds it."""
    mark = picture.previews[language]
    return f"previews/{picture.product_id}/{language}-{mark}.jpg"


def document_path(document: Document, filename: str) -> str:
    return f"documents/{uuid.uuid4().hex}/{filename}"


class Picture(ShownOnPages):
    """A photograph of a product. The page shows the original until a job has made
    the renditions, `WIDTH.FORMAT` beside it for each of WIDTHS and FORMATS."""

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="pictures", verbose_name=_("product")
    )
    variants = models.ManyToManyField(
        Variant, blank=True, related_name="pictures", verbose_name=_("shows")
    )
    file = models.ImageField(
        _("file"),
        upload_to=picture_path,
        width_field="width",
        height_field="height",
        max_length=200,
        blank=True,
        db_index=True,
    )
    # an import knows its pictures again by it; “file:” and a name for files of a folder
    source_url = models.URLField(
        _("fetched from"), max_length=1000, blank=True, editable=False
    )
    alt = models.CharField(_("what can be seen"), max_length=300, blank=True)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    has_renditions = models.BooleanField(default=False, editable=False)
    # of a product's first picture: language -> the fingerprint of its preview
    previews = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.alt or str(self.file)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        # Django leaves nothing here when the file is taken away
        self.width, self.height = self.width or 0, self.height or 0
        super().save(*args, **kwargs)
        if self.is_there and not self.has_renditions:
            enqueue("picture.renditions", picture_id=self.pk)

    def clean(self) -> None:
        """A new file is re-encoded, or refused with a sentence."""
        if not self.file or not isinstance(self.file.file, UploadedFile):
            return
        try:
            safe = made_safe(self.file.file.read())
        except BadPicture as refused:
            raise ValidationError({"file": str(refused)}) from refused
        self.file = ContentFile(safe, name="original.jpg")
        self.has_renditions = False

    @property
    def is_there(self) -> bool:
        """False while a picture that was imported by its URL is still to be fetched."""
        return bool(self.file)


class Document(ShownOnPages):
    """A file that comes with a product: instructions, a safety sheet, a certificate."""

    class Kind(models.TextChoices):
        INSTRUCTIONS = "instructions", _("instructions")
        SAFETY = "safety", _("safety information")
        CERTIFICATE = "certificate", _("certificate")

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="documents", verbose_name=_("product")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=8, blank=True)
    file = models.FileField(
        _("file"),
        upload_to=document_path,
        max_length=300,
        validators=[FileExtensionValidator(["pdf"])],
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title
