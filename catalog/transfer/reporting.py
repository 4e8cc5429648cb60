"""The report of an import: every refused row and every warning, as a CSV."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from catalog.transfer.models import ImportRun
from catalog.transfer.packing import csv_lines, guarded


def report_lines(run: ImportRun) -> Iterator[str]:
    return csv_lines(_rows(run))


def _rows(run: ImportRun) -> Iterator[list[str]]:
    """The refused rows first."""
    yield [_("Line"), _("Refused"), _("Product"), _("Column"), _("Value"), _("Reason")]
    problems = run.problems.order_by("-is_fatal", "line", "pk")
    for problem in problems.iterator(chunk_size=2000):
        told = [problem.key, problem.column, problem.value, problem.sentence]
        refused = _("yes") if problem.is_fatal else _("no")
        yield [str(problem.line), refused, *map(guarded, told)]
