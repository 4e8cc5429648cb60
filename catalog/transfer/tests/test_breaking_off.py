from __future__ import annotations

from pathlib import Path

import pytest

from catalog.products.models import BundlePart, Product
from catalog.transfer import importing
from catalog.transfer.importing import OvertakenByAnother, go_on, run_for
from catalog.transfer.models import ImportLink, ImportProblem, ImportRun
from catalog.transfer.tests.shops import (
    exported,
    file_of,
    imported,
    mug,
    results,
    sizes,
    told_by,
)
from catalog.transfer.writing import batch

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Nothing in the shop catches this, as nothing catches a power cut."""


@pytest.fixture
def goods(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three batches, with wrong rows, and links from the first to the last."""
    monkeypatch.setattr(importing, "BATCH", 3)
    always = {"pictures": "none.png", "created": "2024-05-01T10:00:00Z"}
    rows = [mug(number, **always) for number in range(1, 8)]
    rows[0] |= {"kind": "bundle", "parts": "MUG-7 | 2", "stock": ""}
    rows[3] |= {"price": "free"}
    rows[4] |= {"related": "mug-1,unknown"}
    return file_of(tmp_path, *rows)


@pytest.fixture
def uncrashed(goods: Path) -> tuple[dict[str, int], list[tuple[int, str, str]], str]:
    """What an import without any trouble leaves; then everything is undone."""
    run = imported(goods)
    left = (sizes(), told_by(run), exported())
    for model in (BundlePart, Product, ImportRun):
        model._default_manager.all().delete()
    return left


def test_a_crash_inside_a_batch_leaves_no_half_of_it(
    goods: Path, uncrashed: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sizes()
    show_changes = batch.show_changes
    calls: list[set[int]] = []

    def breaks_second(product_ids: set[int]) -> None:
        calls.append(product_ids)
        if len(calls) == 2:
            raise Killed
        show_changes(product_ids)

    monkeypatch.setattr(importing, "show_changes", breaks_second)
    run = run_for(goods, by="test", is_dry_run=False)

    with pytest.raises(Killed):
        go_on(run, goods)

    run.refresh_from_db()
    assert run.status == ImportRun.Status.FAILED
    assert Product.objects.count() == 3
    assert sizes()["Stock"] == before["Stock"] + 2


@pytest.mark.parametrize("breaks_after", [1, 2, 3])
def test_a_run_that_broke_off_ends_like_one_that_did_not(
    goods: Path, uncrashed: object, breaks_after: int
) -> None:
    run = run_for(goods, by="test", is_dry_run=False)
    steps = 0

    def progress(run: ImportRun) -> None:
        nonlocal steps
        steps += 1
        if steps == breaks_after:
            raise Killed

    with pytest.raises(Killed):
        go_on(run, goods, progress=progress)

    again = run_for(goods, by="test", is_dry_run=False)
    assert again.pk == run.pk
    assert go_on(again, goods)
    assert (sizes(), told_by(again), exported()) == uncrashed
    assert results(again) == (6, 0, 2)
    assert not ImportLink.objects.exists()


def test_every_problem_is_told_once_however_often_it_breaks(goods: Path) -> None:
    run = run_for(goods, by="test", is_dry_run=False)

    while not go_on(run, goods, seconds=1e-9):
        run.refresh_from_db()

    assert results(run) == (6, 0, 2)
    assert ImportProblem.objects.filter(run=run).count() == run.refused + run.warnings


def test_two_processes_on_the_same_run_write_it_once(goods: Path) -> None:
    run = run_for(goods, by="test", is_dry_run=False)
    other = ImportRun.objects.get(pk=run.pk)

    assert not go_on(run, goods, seconds=1e-9)

    with pytest.raises(OvertakenByAnother):
        go_on(other, goods)

    assert Product.objects.count() == 3
    assert go_on(run, goods)
    with pytest.raises(OvertakenByAnother):
        go_on(other, goods)
    run.refresh_from_db()
    assert run.status == ImportRun.Status.DONE
    assert results(run) == (6, 0, 2)
