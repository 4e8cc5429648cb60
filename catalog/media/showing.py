"""Pictures as pages show them: the original at once, renditions when they are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import OuterRef, Subquery

from catalog.media.models import (
    PREVIEW_SIZE,
    Picture,
    preview_name,
    rendition_name,
    widths_of,
)
from shop.web.sharing import SharedPicture
from shop.web.texts import columns, languages_to_try

TYPES = {"avif": "image/avif", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Source:
    """A `<source>` of a `<picture>`."""

    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class PictureView:
    """What an `<img>` and its `<source>`s need; `srcset` is JPEG, "" until made."""

    id: int
    src: str
    width: int
    height: int
    alt: str
    srcset: str = ""
    sources: tuple[Source, ...] = ()


def view_of(picture: Picture) -> PictureView | None:
    """The picture for a page, without a query; None while it is still to be fetched."""
    if not picture.is_there:
        return None
    plain = PictureView(
        id=picture.pk,
        src=picture.file.url,
        width=picture.width,
        height=picture.height,
        alt=picture.alt,
    )
    if not picture.has_renditions:
        return plain
    widths = widths_of(picture.width)
    return replace(
        plain,
        src=_url(picture, widths[-1], "jpg"),
        srcset=_srcset(picture, widths, "jpg"),
        sources=tuple(
            Source(type=kind, srcset=_srcset(picture, widths, ending))
            for ending, kind in TYPES.items()
        ),
    )


def shared(picture: Picture) -> SharedPicture | None:
    """What stands for the product of this picture elsewhere: its preview in the
    language of the page or in one that stands in for it, else the bare photograph."""
    view = view_of(picture)
    if view is None:
        return None
    for language in languages_to_try():
        if language in picture.previews:
            src = picture.file.storage.url(preview_name(picture, language))
            return SharedPicture(src, *PREVIEW_SIZE, alt=view.alt)
    return SharedPicture(view.src, view.width, view.height, alt=view.alt)


def first_pictures(product_ids: Iterable[int]) -> dict[int, PictureView]:
    """Product -> its first picture, for a list, in one query."""
    there = Picture.objects.exclude(file="")
    same = there.filter(product=OuterRef("product")).order_by("position", "pk")
    rows = there.filter(
        product__in=product_ids, pk=Subquery(same.values("pk")[:1])
    ).only("product", "file", "width", "height", "has_renditions", *columns("alt"))
    views = {picture.product_id: view_of(picture) for picture in rows}
    return {pk: view for pk, view in views.items() if view}


def _srcset(picture: Picture, widths: Iterable[int], ending: str) -> str:
    return ", ".join(f"{_url(picture, width, ending)} {width}w" for width in widths)


def _url(picture: Picture, width: int, ending: str) -> str:
    return picture.file.storage.url(rendition_name(picture, width, ending))
