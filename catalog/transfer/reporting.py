"""The report of an import: every refused row and every warning, as a CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Protocol

from django.utils.translation import gettext as _

from catalog.transfer.models import ImportRun
from catalog.transfer.packing import guarded


class Sink(Protocol):
    def write(self, text: str, /) -> object: ...


def write_report(run: ImportRun, file: Sink) -> None:
    writer = csv.writer(file)
    for row in report_rows(run):
        writer.writerow(row)


def report_rows(run: ImportRun) -> Iterator[list[str]]:
    """Line, product, column, value and reason, the refused rows first."""
    yield [_("Line"), _("Refused"), _("Product"), _("Column"), _("Value"), _("Reason")]
    problems = run.problems.order_by("-is_fatal", "line", "pk")
    for problem in problems.iterator(chunk_size=2000):
        told = [problem.key, problem.column, problem.value, problem.sentence]
        refused = _("yes") if problem.is_fatal else _("no")
        yield [str(problem.line), refused, *map(guarded, told)]
