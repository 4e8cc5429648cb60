"""Taking a catalogue file into the shop, in batches that a crash cannot double."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DataError, IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.transfer import reasons
from catalog.transfer.detecting import name_of
from catalog.transfer.models import ImportLink, ImportProblem, ImportRun
from catalog.transfer.reading import read
from catalog.transfer.records import Item, Problem
from catalog.transfer.rehearsing import Rehearsal
from catalog.transfer.statistics import learn_sizes
from catalog.transfer.writing.batch import Outcome, show_changes, write_items
from catalog.transfer.writing.desk import Desk, Folder, LeftOut
from catalog.transfer.writing.links import write_links
from catalog.transfer.writing.names import source_of
from catalog.transfer.writing.pictures import BY_NAME
from shop.kept.generation import pages_changed

BATCH = 200
PROBLEMS_AT_ONCE = 2000
Status = ImportRun.Status
# What a row of a strange file can make a database or a conversion refuse.
REFUSALS = (IntegrityError, DataError, ValueError, ArithmeticError)
SUMMED = {BY_NAME: reasons.PICTURES_BY_NAME, "reviews": reasons.REVIEWS_LEFT}
KEPT = (
    "position", "line", "is_read", "written", "unchanged", "refused", "warnings",
    "left_out", "preview",
)  # fmt: skip


class _Undone(Exception):
    """The dry run has seen enough."""


class OvertakenByAnother(Exception):
    """Another process works on this import; it goes on, this one stops."""


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_for(
    path: Path, *, format_name: str = "", by: str, is_dry_run: bool
) -> ImportRun:
    """The run of this file that broke off, else a new one; raises UnknownFormat."""
    found = format_name or name_of(path)
    digest = digest_of(path)
    unfinished = ImportRun.objects.filter(
        digest=digest, format=found, is_dry_run=is_dry_run, finished_at=None, file=""
    )
    run = unfinished.order_by("-pk").first()
    return run or ImportRun.objects.create(
        name=path.name[:200],
        digest=digest,
        format=found,
        by=by,
        lines=lines_in(path),
        is_dry_run=is_dry_run,
        started_at=timezone.now(),
    )


def lines_in(path: Path) -> int:
    with path.open("rb") as file:
        return sum(
            block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")
        )


def go_on(
    run: ImportRun,
    path: Path,
    *,
    folder: Path | None = None,
    seconds: float | None = None,
    progress: Callable[[ImportRun], None] = lambda run: None,
) -> bool:
    """Go on with a run until its end, or until `seconds` are over. True at its end.

    Whatever happens in between, the next call goes on after the last whole batch.
    """
    status = Status.CHECKING if run.is_dry_run else Status.RUNNING
    unfinished = ImportRun.objects.filter(pk=run.pk, finished_at=None)
    if not unfinished.update(status=status, error=""):
        raise OvertakenByAnother(str(run))
    working = _Working(run, path, Folder(folder) if folder else None, progress)
    try:
        return working.to_the_end(time.monotonic() + seconds if seconds else None)
    except OvertakenByAnother:
        raise
    except BaseException as fault:
        # what was read inside a transaction that is undone must not be remembered
        pages_changed()
        error = f"{type(fault).__name__}: {fault}"[:1000]
        ImportRun.objects.filter(pk=run.pk).update(status=Status.FAILED, error=error)
        raise


@dataclass(slots=True)
class _Working:
    run: ImportRun
    path: Path
    folder: Folder | None
    progress: Callable[[ImportRun], None]
    rehearsal: Rehearsal = field(default_factory=Rehearsal)

    def to_the_end(self, deadline: float | None) -> bool:
        for count, batch in enumerate(self._batches(), start=1):
            self._write(batch)
            if count.bit_count() == 1 and not self.run.is_dry_run:
                # the tables have doubled since
                learn_sizes()
            self.progress(self.run)
            if deadline and time.monotonic() > deadline:
                return False
        self._end_of_file()
        while self._join_some():
            self.progress(self.run)
        self._finish()
        return True

    def _batches(self) -> Iterator[list[tuple[int, Item]]]:
        if self.run.is_read:
            return
        batch: list[tuple[int, Item]] = []
        records = 0
        for ordinal, item in read(self.path, format_name=self.run.format):
            if self.run.is_dry_run:
                self.rehearsal.note(item)
            if ordinal < self.run.position:
                continue
            batch.append((ordinal, item))
            records += not isinstance(item, Problem)
            if records == BATCH or len(batch) == PROBLEMS_AT_ONCE:
                yield batch
                batch, records = [], 0
        if batch:
            yield batch

    def _write(self, batch: list[tuple[int, Item]]) -> None:
        try:
            self._write_together(batch)
        except REFUSALS:
            pages_changed()
            self.run.refresh_from_db()
            for single in batch:
                self._write_alone(single)

    def _write_alone(self, single: tuple[int, Item]) -> None:
        ordinal, item = single
        try:
            self._write_together([single])
        except REFUSALS as fault:
            self.run.refresh_from_db()
            key = getattr(item, "key", "")
            details = {"error": str(fault).splitlines()[0][:300] if str(fault) else ""}
            problem = Problem(item.line, "", "", reasons.NOT_STORED, True, key, details)
            self._write_together([(ordinal, problem)])

    @transaction.atomic
    def _write_together(self, batch: list[tuple[int, Item]]) -> None:
        desk = self._desk()
        items = [item for _, item in batch]
        with suppress(_Undone), transaction.atomic():
            outcome = write_items(items, desk)
            if self.run.is_dry_run:
                raise _Undone
            show_changes(outcome.changed_products)
        self._keep(desk, outcome)
        last, _ = batch[-1]
        self._advance(last + 1, max(item.line for item in items))

    def _desk(self) -> Desk:
        return Desk(
            source=source_of(self.run.format),
            by=self.run.by,
            now=timezone.now(),
            folder=self.folder,
            is_rehearsal=self.run.is_dry_run,
            left_out=_read_left_out(self.run),
        )

    def _keep(self, desk: Desk, outcome: Outcome) -> None:
        """Note on the run what became of a batch; its row is saved by `_advance`."""
        run = self.run
        run.written += outcome.written
        run.unchanged += outcome.unchanged
        run.left_out = {
            column: [count, *desk.left_out.first[column]]
            for column, count in desk.left_out.counts.items()
        }
        self._tell(desk.problems)
        if not run.is_dry_run:
            for link in outcome.links:
                link.run = run
            ImportLink.objects.bulk_create(outcome.links)

    def _tell(self, problems: Sequence[Problem]) -> None:
        refused = sum(problem.is_fatal for problem in problems)
        self.run.refused += refused
        self.run.warnings += len(problems) - refused
        ImportProblem.objects.bulk_create(
            ImportProblem.of(self.run, problem) for problem in problems
        )

    def _advance(self, position: int, line: int) -> None:
        """Move on, if nobody else has; saves the run as this batch leaves it."""
        standing = self.run.position
        self.run.position = position
        self.run.line = max(self.run.line, line)
        self._save(ImportRun.objects.filter(position=standing, is_read=False))

    def _save(self, rows: QuerySet[ImportRun]) -> None:
        saved = rows.filter(pk=self.run.pk).update(
            **{name: getattr(self.run, name) for name in KEPT}
        )
        if not saved:
            raise OvertakenByAnother(str(self.run))

    @transaction.atomic
    def _end_of_file(self) -> None:
        """Tell what was counted, and have the rest done without the file."""
        if self.run.is_read:
            return
        if self.run.is_dry_run:
            self._tell(list(self.rehearsal.unknown(self._desk())))
            self.run.preview = self.rehearsal.preview
        self._tell([_summed(name, *rest) for name, rest in self.run.left_out.items()])
        self.run.left_out = {}
        self.run.is_read = True
        self.run.line = self.run.lines
        self._save(ImportRun.objects.filter(is_read=False))

    def _join_some(self) -> bool:
        """Join the next products of the run; False when none is left."""
        links = ImportLink.objects.filter(run=self.run).select_related("product")
        some = list(links.order_by("pk")[:BATCH])
        if some:
            self._join(some)
        return bool(some)

    @transaction.atomic
    def _join(self, links: Sequence[ImportLink]) -> None:
        gone, _ = ImportLink.objects.filter(pk__in=[link.pk for link in links]).delete()
        if gone != len(links):
            raise OvertakenByAnother(str(self.run))
        desk = self._desk()
        changed = write_links(links, desk)
        show_changes(changed)
        news = sum(link.is_unchanged and link.product_id in changed for link in links)
        self.run.written += news
        self.run.unchanged -= news
        self._tell(desk.problems)
        self._save(ImportRun.objects.all())

    def _finish(self) -> None:
        run = self.run
        is_checked = run.is_dry_run and run.file
        run.status = Status.CHECKED if is_checked else Status.DONE
        run.finished_at = timezone.now()
        run.save(update_fields=["status", "finished_at"])


def _read_left_out(run: ImportRun) -> LeftOut:
    left_out = LeftOut()
    for column, (count, line, value) in run.left_out.items():
        left_out.counts[column] = count
        left_out.first[column] = (line, value)
    return left_out


def _summed(column: str, count: int, line: int, value: str) -> Problem:
    reason = SUMMED.get(column, reasons.NOT_CARRIED)
    details = {"count": str(count)}
    return Problem(line, column, value, reason, is_fatal=False, details=details)
