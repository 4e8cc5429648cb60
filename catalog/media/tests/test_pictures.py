from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from catalog.media import renditions
from catalog.media.encoding import BadPicture
from catalog.media.models import Picture
from catalog.media.renditions import make_renditions, store_picture
from catalog.media.showing import first_pictures, view_of
from catalog.testing import make_picture, make_product, picture_bytes
from shop.jobs.models import Job

pytestmark = pytest.mark.django_db


def files_beside(picture: Picture) -> set[str]:
    return set(default_storage.listdir(str(picture.file).rpartition("/")[0])[1])


def size_of(name: str) -> tuple[str | None, tuple[int, int]]:
    with default_storage.open(name) as file, Image.open(file) as image:
        return image.format, image.size


def test_stored_picture_is_there_at_once_and_its_renditions_are_to_be_made() -> None:
    product = make_product()
    variant = product.variants.get()

    picture = store_picture(
        product, picture_bytes(), alt="A mug", position=3, variants=[variant]
    )

    stored = Picture.objects.get()
    assert (stored.width, stored.height, stored.position) == (400, 300, 3)
    assert (stored.alt, stored.has_renditions) == ("A mug", False)
    assert [*stored.variants.all()] == [variant]
    assert size_of(str(stored.file)) == ("JPEG", (400, 300))
    job = Job.objects.get(name="picture.renditions")
    assert job.arguments == {"picture_id": picture.pk}


def test_bad_picture_leaves_nothing_behind() -> None:
    product = make_product()

    with pytest.raises(BadPicture):
        store_picture(product, b"<svg/>")

    assert not Picture.objects.exists()
    assert not Job.objects.filter(name="picture.renditions").exists()


def test_job_is_written_in_the_transaction_of_its_picture() -> None:
    product = make_product()

    with transaction.atomic():
        make_picture(product)
        transaction.set_rollback(True)

    assert not Picture.objects.exists()
    assert not Job.objects.filter(name="picture.renditions").exists()


def test_renditions_are_made_in_every_width_and_format(
    run_jobs: Callable[[], int],
) -> None:
    picture = store_picture(make_product(), picture_bytes(2000, 1000, kind="JPEG"))

    run_jobs()

    assert files_beside(picture) == {"original.jpg"} | {
        f"{width}.{ending}"
        for width in (320, 640, 960, 1440)
        for ending in ("avif", "webp", "jpg")
    }
    folder = str(picture.file).rpartition("/")[0]
    assert size_of(f"{folder}/640.avif") == ("AVIF", (640, 320))
    assert size_of(f"{folder}/640.webp") == ("WEBP", (640, 320))
    assert size_of(f"{folder}/1440.jpg") == ("JPEG", (1440, 720))


def test_small_picture_is_never_made_larger(run_jobs: Callable[[], int]) -> None:
    picture = store_picture(make_product(), picture_bytes(500, 250))

    run_jobs()

    assert {name for name in files_beside(picture) if name.endswith("webp")} == {
        "320.webp",
        "500.webp",
    }


def test_making_renditions_twice_leaves_the_same_files() -> None:
    picture = make_picture(make_product())
    make_renditions(picture.pk)
    files = files_beside(picture)

    make_renditions(picture.pk)

    assert files_beside(picture) == files


def test_worker_that_died_half_way_leaves_a_picture_without_renditions(
    monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]
) -> None:
    picture = make_picture(make_product())

    def die(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(renditions, "_saved", die)
    run_jobs()
    picture.refresh_from_db()
    assert not picture.has_renditions

    monkeypatch.undo()
    make_renditions(picture.pk)

    picture.refresh_from_db()
    assert picture.has_renditions


def test_job_of_a_picture_that_is_gone_does_nothing() -> None:
    make_renditions(10**6)


def test_page_shows_the_original_until_the_renditions_are_made() -> None:
    picture = make_picture(make_product(), alt="A mug")

    view = view_of(picture)

    assert view is not None
    assert view.src == f"/media/{picture.file}"
    assert (view.width, view.height, view.alt) == (400, 300, "A mug")
    assert (view.srcset, view.sources) == ("", ())


def test_page_offers_every_rendition() -> None:
    picture = make_picture(make_product())
    make_renditions(picture.pk)
    picture.refresh_from_db()

    view = view_of(picture)

    assert view is not None
    folder = f"/media/{str(picture.file).rpartition('/')[0]}"
    assert view.src == f"{folder}/400.jpg"
    assert view.srcset == f"{folder}/320.jpg 320w, {folder}/400.jpg 400w"
    assert [(source.type, source.srcset) for source in view.sources] == [
        ("image/avif", f"{folder}/320.avif 320w, {folder}/400.avif 400w"),
        ("image/webp", f"{folder}/320.webp 320w, {folder}/400.webp 400w"),
    ]


def test_picture_that_is_not_fetched_yet_is_not_shown() -> None:
    product = make_product()
    Picture.objects.create(product=product, source_url="https://example.com/mug.jpg")

    assert view_of(Picture.objects.get()) is None
    assert first_pictures([product.pk]) == {}


def test_lists_get_the_first_picture_of_each_product_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    mug, jug = make_product(), make_product()
    Picture.objects.create(product=mug, source_url="https://example.com/1", position=0)
    make_picture(mug, alt="From the side", position=2)
    front = make_picture(mug, alt="From the front", position=1)
    whole = make_picture(jug)

    with django_assert_num_queries(1):
        views = first_pictures([mug.pk, jug.pk])

    assert {pk: view.id for pk, view in views.items()} == {
        mug.pk: front.pk,
        jug.pk: whole.pk,
    }


def test_file_given_in_a_form_is_made_safe() -> None:
    upload = SimpleUploadedFile("me at home.PNG", picture_bytes(30, 20))
    picture = Picture(product=make_product(), file=upload)

    picture.full_clean()
    picture.save()

    assert size_of(str(picture.file)) == ("JPEG", (30, 20))
    assert "home" not in str(picture.file)
    assert Job.objects.filter(name="picture.renditions").count() == 1


def test_bad_file_given_in_a_form_is_refused_with_a_sentence() -> None:
    upload = SimpleUploadedFile("a.jpg", b"<svg/>")
    picture = Picture(product=make_product(), file=upload)

    with pytest.raises(ValidationError) as refused:
        picture.full_clean()

    assert refused.value.message_dict["file"] == [
        "This is no picture we can read: JPEG, PNG, WebP, AVIF, GIF or TIFF."
    ]


def test_new_file_for_a_picture_gets_renditions_of_its_own(
    run_jobs: Callable[[], int],
) -> None:
    picture = make_picture(make_product())
    run_jobs()
    picture.refresh_from_db()
    old = str(picture.file)

    picture.file = SimpleUploadedFile("new.png", picture_bytes(30, 20))
    picture.full_clean()
    picture.save()
    run_jobs()

    picture.refresh_from_db()
    assert str(picture.file) != old
    assert (picture.width, picture.has_renditions) == (30, True)
    assert files_beside(picture) == {"original.jpg", "30.jpg", "30.webp", "30.avif"}


def test_editing_the_alt_text_makes_no_new_job(run_jobs: Callable[[], int]) -> None:
    picture = make_picture(make_product())
    run_jobs()
    picture.refresh_from_db()

    picture.alt = "A cup"
    picture.full_clean()
    picture.save()

    assert Job.objects.filter(name="picture.renditions").count() == 1


def test_picture_whose_file_is_taken_away_can_be_saved() -> None:
    picture = make_picture(make_product())

    picture.file = ""
    picture.save()

    picture.refresh_from_db()
    assert (picture.is_there, picture.width) == (False, 0)
