"""Preview pictures: what other sites show of a product when its page is shared.

The photograph on the house's ground, with the product's name in each language it has
one in. A price is not on it: it would be wrong tomorrow.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from modeltranslation.utils import build_localized_fieldname
from PIL import Image, ImageDraw, ImageOps

from catalog.media.encoding import to_jpeg
from catalog.media.lettering import fitted
from catalog.media.models import PREVIEW_SIZE, Picture, preview_name
from catalog.products.models import Product
from shop.jobs.queue import enqueue
from shop.jobs.registry import job
from shop.kept.generation import pages_changed
from shop.merchant.models import Merchant

AT_ONCE = 50
# goes up when previews are to look different: every one of them is then made anew
_LOOK = 1
_GROUND, _INK, _LEAF = "#f1eadf", "#25231e", "#2f4b39"
_MARGIN = 76
_MARK = settings.BASE_DIR / "static" / "img" / "leaf.png"


def previews_later(product_ids: Iterable[int]) -> None:
    """Renew the previews of products whose names or pictures are being changed."""
    there = Picture.objects.exclude(file="")
    ids = sorted(set(product_ids))
    for start in range(0, len(ids), AT_ONCE):
        shown = there.filter(product__in=ids[start : start + AT_ONCE])
        if some := sorted(set(shown.values_list("product_id", flat=True))):
            enqueue("picture.previews", product_ids=some)


@job("picture.previews", attempts=4, lease=timedelta(minutes=10))
def make_previews(product_ids: list[int]) -> None:
    """Make the previews that lack or are old; nothing where all of them are right."""
    for product in Product.objects.filter(pk__in=product_ids):
        pictures = product.pictures.exclude(file="").order_by("position", "pk")
        if picture := pictures.first():
            _renew(product, picture)


def preview(photo: Image.Image, *, title: str, shop: str) -> Image.Image:
    """The name at the start of the reading direction, the photograph at its end."""
    width, height = PREVIEW_SIZE
    card = Image.new("RGB", PREVIEW_SIZE, _GROUND)
    room = width - height - _MARGIN - _MARGIN // 2
    name = fitted(title, width=room, height=330, largest=76, smallest=40)
    is_rtl = bool(name and name.is_rtl)
    square = ImageOps.fit(photo, (height, height), Image.Resampling.LANCZOS)
    card.paste(square, (0 if is_rtl else width - height, 0))
    start = height + _MARGIN // 2 if is_rtl else _MARGIN
    if name:
        top = _MARGIN - name.leading // 6
        name.draw(
            ImageDraw.Draw(card), start=start, end=start + room, top=top, fill=_INK
        )
    _sign(card, shop, start=start, end=start + room, is_rtl=is_rtl)
    return card


def _sign(card: Image.Image, shop: str, *, start: int, end: int, is_rtl: bool) -> None:
    """The linden leaf and the shop's name, at the foot."""
    size, gap = 56, 16
    foot = card.height - _MARGIN - size
    with Image.open(_MARK) as mark:
        leaf = mark.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)
    card.paste(leaf, (end - size if is_rtl else start, foot), leaf)
    room = end - start - size - gap
    name = fitted(shop, width=room, height=60, largest=40, smallest=28)
    if name:
        x = start + size + gap
        if is_rtl and not name.is_rtl:
            # a Latin name stands beside the leaf on a card that reads from the right
            x = end - size - gap - round(name.font.getlength(name.lines[0]))
        name.draw(
            ImageDraw.Draw(card),
            start=x,
            end=end - size - gap if is_rtl else end,
            top=foot + (size - name.leading) // 2,
            fill=_LEAF,
        )


def _renew(product: Product, picture: Picture) -> None:
    shop, titles, old = Merchant.current().name, _titles(product), picture.previews
    picture.previews = {
        language: _fingerprint(product, picture, title, shop)
        for language, title in titles.items()
    }
    changed = {
        language
        for language, mark in picture.previews.items()
        if old.get(language) != mark
    }
    if not changed and picture.previews.keys() == old.keys():
        return
    storage = picture.file.storage
    with picture.file.open("rb") as file, Image.open(file) as original:
        photo = original.convert("RGB")
    for language in changed:
        card = to_jpeg(preview(photo, title=titles[language], shop=shop), quality=84)
        name = preview_name(picture, language)
        # what a killed worker left half written is in the way
        storage.delete(name)
        storage.save(name, ContentFile(card))
    with transaction.atomic():
        Picture.objects.filter(pk=picture.pk).update(previews=picture.previews)
        pages_changed()


def _titles(product: Product) -> dict[str, str]:
    """Language -> the product's name, for those it has one of its own in."""
    titles = {
        language: getattr(product, build_localized_fieldname("title", language))
        for language, _name in settings.LANGUAGES
    }
    return {language: title for language, title in titles.items() if title}


def _fingerprint(product: Product, picture: Picture, title: str, shop: str) -> str:
    """Changes with all that can be seen; part of the address, which others keep."""
    seen = [_LOOK, product.pk, str(picture.file), title, shop]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]
