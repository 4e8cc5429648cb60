"""Keeping pictures, and making the sizes and formats that pages ask for."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import timedelta

from django.core.files.base import ContentFile, File
from django.db import transaction
from PIL import Image

from catalog.media.encoding import made_safe
from catalog.media.models import FORMATS, Picture, rendition_name, widths_of
from catalog.media.previews import previews_later
from catalog.products.models import Product, Variant
from shop.jobs.queue import enqueue
from shop.jobs.registry import job
from shop.kept.generation import pages_changed

_SAVING: dict[str, tuple[str, dict[str, object]]] = {
    "avif": ("AVIF", {"quality": 60, "speed": 7}),
    "webp": ("WEBP", {"quality": 80, "method": 4}),
    "jpg": ("JPEG", {"quality": 82, "optimize": True, "progressive": True}),
}


@transaction.atomic
def store_picture(
    product: Product,
    data: bytes | File[bytes],
    *,
    alt: str = "",
    position: int = 0,
    variants: Iterable[Variant] = (),
) -> Picture:
    """Keep a picture of a product; raises BadPicture with a sentence for people."""
    content = data if isinstance(data, bytes) else data.read()
    picture = Picture(product=product, alt=alt, position=position)
    safe = ContentFile(made_safe(content), name="original.jpg")
    picture.file.save("original.jpg", safe, save=False)
    picture.save()
    picture.variants.set(variants)
    return picture


@transaction.atomic
def picture_from(
    product: Product,
    url: str,
    *,
    alt: str = "",
    position: int = 0,
    variants: Iterable[Variant] = (),
) -> Picture:
    """A picture that a job fetches from its address."""
    picture = Picture.objects.create(
        product=product, source_url=url, alt=alt, position=position
    )
    picture.variants.set(variants)
    enqueue("picture.fetch", picture_id=picture.pk)
    return picture


@job("picture.renditions", attempts=4, lease=timedelta(minutes=5))
def make_renditions(picture_id: int) -> None:
    """Make what pages ask for beside the original; the same files when run again."""
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None or not picture.is_there:
        return
    storage = picture.file.storage
    with picture.file.open("rb") as file, Image.open(file) as original:
        image = original.convert("RGB")
    for width in widths_of(picture.width):
        height = max(1, round(image.height * width / image.width))
        sized = image.resize((width, height), Image.Resampling.LANCZOS)
        for ending in FORMATS:
            name = rendition_name(picture, width, ending)
            # what a killed worker left half written is in the way
            storage.delete(name)
            storage.save(name, ContentFile(_saved(sized, ending)))
    # an import lets products share a file
    is_same = Picture.objects.filter(file=picture.file.name)
    if is_same.update(has_renditions=True):
        pages_changed()
    previews_later(is_same.values_list("product_id", flat=True))


def _saved(image: Image.Image, ending: str) -> bytes:
    kind, options = _SAVING[ending]
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
