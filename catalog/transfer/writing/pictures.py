"""Pictures: fetched by jobs from their address, or taken at once from a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile

from catalog.media.encoding import BadPicture, made_safe
from catalog.media.models import FORMATS, Picture, rendition_name, widths_of
from catalog.transfer import reasons
from catalog.transfer.records import PictureRecord
from catalog.transfer.rows import is_web_address
from catalog.transfer.writing.categories import differs
from catalog.transfer.writing.desk import Article, Desk, Folder
from catalog.transfer.writing.names import cut
from catalog.transfer.writing.placing import join
from catalog.transfer.writing.rows import new
from shop.jobs.queue import enqueue, enqueue_all

FILE = "file:"
BY_NAME = "pictures"
LONGEST_SOURCE = 1000
LONGEST_ALT = 300


def write_pictures(articles: Sequence[Article], desk: Desk) -> None:
    """Add what is missing, mend what is said of the others; none is taken away."""
    standing = _standing(articles)
    hung = [
        (article, record, picture)
        for article in articles
        for record in article.record.pictures
        if (picture := _picture(record, article, standing, desk))
    ]
    fresh = [picture for _, _, picture in hung if picture.pk is None]
    mended = {
        picture.pk
        for _, record, picture in hung
        if picture.pk is not None and _mend(picture, record)
    }
    for article, _, picture in hung:
        article.is_changed |= picture.pk is None or picture.pk in mended
    Picture.objects.bulk_create(fresh)
    changed = [picture for _, _, picture in hung if picture.pk in mended]
    Picture.objects.bulk_update(changed, ["alt", "position"])
    _show_variants(hung)
    _order(fresh)


def _picture(
    record: PictureRecord,
    article: Article,
    standing: defaultdict[int, dict[str, Picture]],
    desk: Desk,
) -> Picture | None:
    known = standing[article.product.pk] if not article.is_new else {}
    found = known.get(record.source) or known.get(FILE + record.source)
    return found or _new(record, article, desk)


def _show_variants(hung: Sequence[tuple[Article, PictureRecord, Picture]]) -> None:
    shown = {
        picture.pk: {
            article.variants[sku].pk for sku in record.skus if sku in article.variants
        }
        for article, record, picture in hung
        if record.skus
    }
    moved = join(Picture.variants.through, "picture", "variant", shown)
    for article, _, picture in hung:
        article.is_changed |= picture.pk in moved


def public_address(picture: Picture) -> str:
    """Where the picture can be fetched from: what an export calls it."""
    if is_web_address(picture.source_url):
        return picture.source_url
    if not picture.is_there:
        return ""
    url = str(picture.file.url)
    return url if is_web_address(url) else f"{settings.SITE_URL}{url}"


def _standing(articles: Sequence[Article]) -> defaultdict[int, dict[str, Picture]]:
    """Product -> its pictures by what a file may call them."""
    ids = [article.product.pk for article in articles if not article.is_new]
    found: defaultdict[int, dict[str, Picture]] = defaultdict(dict)
    for picture in Picture.objects.filter(product__in=ids).order_by("-position", "-pk"):
        for name in {picture.source_url, public_address(picture)} - {""}:
            found[picture.product_id][name] = picture
    return found


def _mend(picture: Picture, record: PictureRecord) -> bool:
    wanted: dict[str, object] = {"position": record.position}
    if record.alt:
        wanted["alt"] = cut(record.alt, LONGEST_ALT)
    changed = [name for name, value in wanted.items() if differs(picture, name, value)]
    for name in changed:
        setattr(picture, name, wanted[name])
    return bool(changed)


def _new(record: PictureRecord, article: Article, desk: Desk) -> Picture | None:
    file = desk.folder.find(record.source) if desk.folder else None
    is_address = is_web_address(record.source)
    if len(record.source) > LONGEST_SOURCE:
        length = str(LONGEST_SOURCE)
        desk.warn(article.at, BY_NAME, reasons.TOO_LONG, record.source, length=length)
        return None
    if file is None and not is_address:
        if desk.folder:
            desk.warn(article.at, BY_NAME, reasons.NO_FILE, record.source)
        else:
            desk.left_out.note(article.record.line, BY_NAME, record.source)
        return None
    picture = new(
        Picture,
        product=article.product,
        source_url=record.source if is_address else FILE + record.source,
        alt=cut(record.alt, LONGEST_ALT),
        position=record.position,
    )
    if file and desk.folder and not _take(picture, file, article, desk, desk.folder):
        return None
    return picture


def _take(
    picture: Picture, file: Path, article: Article, desk: Desk, folder: Folder
) -> bool:
    """Give the picture the file's content, which all that show the file share."""
    stored = folder.stored.get(str(file))
    if stored is None:
        try:
            safe = made_safe(file.read_bytes())
        except (BadPicture, OSError) as refused:
            reason, name = reasons.BAD_PICTURE_FILE, file.name
            desk.warn(article.at, BY_NAME, reason, name, error=str(refused))
            return False
        if desk.is_rehearsal:
            return True
        # only a file with a name is measured
        named = ContentFile(safe, name="original.jpg")
        picture.file.save("original.jpg", named, save=False)
        stored = (str(picture.file), picture.width, picture.height)
        folder.stored[str(file)] = stored
    name, picture.width, picture.height = stored
    # as a name: opening the file to measure it again would cost a read per product
    picture.__dict__["file"] = name
    return True


def _order(pictures: Sequence[Picture]) -> None:
    """Have the new ones fetched, and renditions made once of each stored file."""
    fetch = [{"picture_id": picture.pk} for picture in pictures if not picture.is_there]
    enqueue_all("picture.fetch", fetch)
    by_file: defaultdict[str, list[Picture]] = defaultdict(list)
    for picture in pictures:
        if picture.is_there:
            by_file[str(picture.file)].append(picture)
    for file, same in by_file.items():
        if _has_renditions(same[0]):
            ids = [picture.pk for picture in same]
            Picture.objects.filter(pk__in=ids).update(has_renditions=True)
        else:
            key = f"renditions:{file}"
            enqueue("picture.renditions", key=key, picture_id=same[0].pk)


def _has_renditions(picture: Picture) -> bool:
    """Whether the last one is there: another product brought the file before."""
    last = rendition_name(picture, widths_of(picture.width)[-1], FORMATS[-1])
    return bool(picture.file.storage.exists(last))
