"""Pictures of what is no product: a category, an offer, a guide.

The file as it was given is shown until a job has made lighter copies beside it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.fields.files import ImageFieldFile
from PIL import Image

from shop.jobs.queue import enqueue
from shop.jobs.registry import job
from shop.kept.generation import kept, pages_changed

WIDTHS = (480, 960, 1600)


@dataclass(frozen=True, slots=True)
class Source:
    """A `<source>` of a `<picture>`."""

    srcset: str
    type: str = "image/avif"


@dataclass(frozen=True, slots=True)
class Scene:
    """What the component of pictures wants."""

    src: str
    width: int
    height: int
    alt: str = ""
    sources: tuple[Source, ...] = ()


def scene_of(file: ImageFieldFile, *, width: int, height: int) -> Scene | None:
    """The picture for a page, without a query; None where there is none."""
    if not file:
        return None
    return Scene(file.url, width, height, sources=_sources(str(file.name)))


def copies_later(file: ImageFieldFile) -> None:
    """Have the copies of a file made, once for each file."""
    if file:
        enqueue("scene.copies", key=f"scene.copies:{file.name}", of=str(file.name))


@job("scene.copies", attempts=4, lease=timedelta(minutes=5))
def make_copies(of: str) -> None:
    """The same files when run again; the smallest, which tells of all, comes last.
    Never larger than the picture is."""
    if not default_storage.exists(of):
        return
    with default_storage.open(of) as file, Image.open(file) as original:
        image = original.convert("RGB")
    for width in sorted(WIDTHS, reverse=True):
        share = min(1, width / image.width)
        size = round(image.width * share), max(1, round(image.height * share))
        buffer = io.BytesIO()
        sized = image.resize(size, Image.Resampling.LANCZOS)
        sized.save(buffer, "AVIF", quality=60, speed=7)
        copy = _copy(of, width)
        # what a killed worker left half written is in the way
        default_storage.delete(copy)
        default_storage.save(copy, ContentFile(buffer.getvalue()))
    pages_changed()


def _sources(name: str) -> tuple[Source, ...]:
    smallest = _copy(name, WIDTHS[0])
    if not kept(f"scene:{smallest}", lambda: default_storage.exists(smallest)):
        return ()
    copies = (f"{default_storage.url(_copy(name, each))} {each}w" for each in WIDTHS)
    return (Source(", ".join(copies)),)


def _copy(name: str, width: int) -> str:
    return f"{name.rpartition('.')[0]}-{width}.avif"
