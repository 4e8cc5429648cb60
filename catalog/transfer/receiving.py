"""An uploaded catalogue: kept, checked by a job, written when staff agree."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path, PurePath

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from catalog.transfer.detecting import UnknownFormat, name_of
from catalog.transfer.importing import OvertakenByAnother, digest_of, go_on, lines_in
from catalog.transfer.models import ImportRun
from shop.jobs.queue import enqueue
from shop.jobs.registry import job

# Well below what a worker may take for one job, the last batch included.
SECONDS = 300
JOB = "catalogue.import"
Status = ImportRun.Status


def receive(file: File[bytes], *, by: str) -> ImportRun:
    """Keep an upload and have it checked; raises UnknownFormat, keeping nothing."""
    called = PurePath(str(file.name)).name
    run = ImportRun(name=called[:200], by=by)
    run.file.save(called, file, save=False)
    path = Path(run.file.path)
    try:
        run.format = name_of(path, called=called)
    except UnknownFormat:
        run.file.delete(save=False)
        raise
    run.digest, run.lines = digest_of(path), lines_in(path)
    with transaction.atomic():
        run.save()
        enqueue(JOB, run_id=run.pk)
    return run


@transaction.atomic
def confirm(run: ImportRun) -> bool:
    """Write what was checked, or go on with what broke off; asked twice, once."""
    now = timezone.now()
    rows = ImportRun.objects.filter(pk=run.pk)
    begun = rows.filter(status=Status.CHECKED).update(
        status=Status.RUNNING,
        is_dry_run=False,
        is_read=False,
        position=0,
        line=0,
        written=0,
        unchanged=0,
        refused=0,
        warnings=0,
        left_out={},
        started_at=now,
        finished_at=None,
    )
    if begun:
        run.problems.all().delete()
    going = rows.filter(status=Status.FAILED, is_dry_run=False)
    checking = rows.filter(status=Status.FAILED, is_dry_run=True)
    again = going.update(status=Status.RUNNING) + checking.update(
        status=Status.CHECKING
    )
    if begun or again:
        enqueue(JOB, run_id=run.pk)
    return bool(begun or again)


@job(JOB, lease=timedelta(minutes=12))
def work_on(run_id: int) -> None:
    """Check or write the next part of an upload, and leave the rest to a new job."""
    run = ImportRun.objects.filter(pk=run_id, finished_at=None).first()
    if run is None:
        return
    try:
        is_finished = go_on(run, Path(run.file.path), seconds=SECONDS)
    except OvertakenByAnother:
        return
    if not is_finished:
        enqueue(JOB, run_id=run.pk)


def discard(run: ImportRun) -> None:
    """Forget an import that is not under way, and its file."""
    file = run.file
    run.delete()
    if file:
        file.delete(save=False)
