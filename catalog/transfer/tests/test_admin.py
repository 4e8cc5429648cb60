from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from catalog.products.models import Product
from catalog.transfer import receiving
from catalog.transfer.models import ImportRun
from catalog.transfer.tests.shops import exported, file_of, imported, mug, results
from shop.users.models import User

pytestmark = pytest.mark.django_db

UPLOAD = reverse("admin:catalog_importrun_add")
LIST = reverse("admin:catalog_importrun_changelist")


@pytest.fixture
def staff(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


@pytest.fixture
def goods(tmp_path: Path) -> SimpleUploadedFile:
    path = file_of(tmp_path, mug(1), mug(2, price="free"), mug(3, stock=-2))
    return SimpleUploadedFile("goods.csv", path.read_bytes())


def uploaded(staff: Client, file: SimpleUploadedFile) -> str:
    """The address of the page of the import."""
    answer = staff.post(UPLOAD, {"file": file})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def page_of(staff: Client, address: str) -> str:
    return staff.get(address).content.decode()


def test_an_upload_is_checked_and_nothing_is_written(
    staff: Client, goods: SimpleUploadedFile, run_jobs: Callable[[], int]
) -> None:
    address = uploaded(staff, goods)
    waiting = page_of(staff, address)
    run_jobs()

    page = page_of(staff, address)

    assert 'hx-trigger="every 3s"' in waiting
    assert 'hx-trigger="every 3s"' not in page
    assert "Vitrine · checked, waits for your word" in page
    assert "MUG-1" in page
    assert "“free” is not a price, so this variant was refused." in page
    assert "The stock is -2; 0 was taken." in page
    assert "Import it" in page
    assert not Product.objects.exists()


def test_a_confirmed_import_is_written_once(
    staff: Client, goods: SimpleUploadedFile, run_jobs: Callable[[], int]
) -> None:
    address = uploaded(staff, goods)
    run_jobs()
    run = ImportRun.objects.get()
    confirmation = reverse("admin:catalog_importrun_confirmation", args=[run.pk])

    staff.post(confirmation)
    again = staff.post(confirmation, follow=True)
    run_jobs()

    assert "This import is already on its way." in again.content.decode()
    run.refresh_from_db()
    assert results(run) == (2, 0, 2)
    assert run.by == "Marta Agent"
    assert Product.objects.count() == 2
    page = page_of(staff, address)
    assert "Import it" not in page
    assert "done" in page


def test_a_long_import_goes_on_in_the_next_job(
    staff: Client,
    goods: SimpleUploadedFile,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("catalog.transfer.importing.BATCH", 1)
    monkeypatch.setattr(receiving, "SECONDS", 1e-9)
    uploaded(staff, goods)
    run_jobs()
    run = ImportRun.objects.get()

    assert run.status == ImportRun.Status.CHECKED
    assert results(run) == (2, 0, 2)


def test_an_import_that_broke_off_says_so_and_can_go_on(
    staff: Client, goods: SimpleUploadedFile, run_jobs: Callable[[], int]
) -> None:
    address = uploaded(staff, goods)
    run_jobs()
    run = ImportRun.objects.get()
    ImportRun.objects.update(
        status=ImportRun.Status.FAILED,
        is_dry_run=False,
        is_read=False,
        position=0,
        finished_at=None,
        error="OSError: the disk is full",
    )

    page = page_of(staff, address)
    staff.post(reverse("admin:catalog_importrun_confirmation", args=[run.pk]))
    run_jobs()

    assert "OSError: the disk is full" in page
    assert "Go on" in page
    assert Product.objects.count() == 2


def test_the_report_has_every_problem_with_line_column_and_reason(
    staff: Client, goods: SimpleUploadedFile, run_jobs: Callable[[], int]
) -> None:
    uploaded(staff, goods)
    run_jobs()
    run = ImportRun.objects.get()

    answer = staff.get(reverse("admin:catalog_importrun_report", args=[run.pk]))

    text = answer.getvalue().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["Line", "Refused", "Product", "Column", "Value", "Reason"],
        [
            "3",
            "yes",
            "mug-2",
            "price",
            "free",
            "“free” is not a price, so this variant was refused.",
        ],
        [
            "3",
            "yes",
            "mug-2",
            "price",
            "",
            "No variant is left to sell, so it was refused.",
        ],
        ["4", "no", "mug-3", "stock", "'-2", "The stock is -2; 0 was taken."],
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"email,first_name,last_name\na@b.c,A,B\n", "it is a list of customers"),
        (b"\x00\x01\x02", "is not a catalogue"),
        (b"", "The submitted file is empty."),
    ],
)
def test_what_is_no_catalogue_is_refused_with_a_sentence(
    staff: Client, settings: Settings, content: bytes, sentence: str
) -> None:
    answer = staff.post(UPLOAD, {"file": SimpleUploadedFile("people.csv", content)})

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not ImportRun.objects.exists()
    kept = Path(settings.IMPORTS_ROOT)
    assert not kept.exists() or not list(kept.iterdir())


def test_a_file_that_is_too_large_is_refused(
    staff: Client, goods: SimpleUploadedFile, settings: Settings
) -> None:
    settings.IMPORT_MAX_BYTES = 10

    answer = staff.post(UPLOAD, {"file": goods})

    assert "The file is larger than 10" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_uploads_have_no_address(
    staff: Client, goods: SimpleUploadedFile, settings: Settings
) -> None:
    uploaded(staff, goods)
    run = ImportRun.objects.get()

    assert Path(run.file.path).is_relative_to(settings.IMPORTS_ROOT)
    assert not Path(run.file.path).is_relative_to(settings.MEDIA_ROOT)


def test_a_discarded_import_takes_its_file_along(
    staff: Client, goods: SimpleUploadedFile, run_jobs: Callable[[], int]
) -> None:
    uploaded(staff, goods)
    run = ImportRun.objects.get()
    path = Path(run.file.path)
    delete = reverse("admin:catalog_importrun_delete", args=[run.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 403
    run_jobs()

    staff.post(delete, {"post": "yes"})

    assert not ImportRun.objects.exists()
    assert not path.exists()


def test_the_export_is_the_catalogue(staff: Client, tmp_path: Path) -> None:
    imported(file_of(tmp_path, mug(1), mug(2)))

    assert "Export the catalogue" in page_of(staff, LIST)
    answer = staff.get(f"{LIST}export/")

    assert answer.getvalue().decode("utf-8-sig") == exported()
    assert "catalogue-" in answer.headers["Content-Disposition"]


def test_staff_without_the_catalogue_role_cannot_import(
    client: Client, make_user: Callable[..., User], goods: SimpleUploadedFile
) -> None:
    packer = make_user("packer@example.com", is_staff=True)
    packer.user_permissions.add(Permission.objects.get(codename="view_order"))
    client.force_login(packer)

    assert client.post(UPLOAD, {"file": goods}).status_code == 403
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}export/").status_code == 403
    assert not ImportRun.objects.exists()
