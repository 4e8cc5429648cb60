from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalog.transfer.detecting import UnknownFormat
from catalog.transfer.formats import FORMATS, format_named
from catalog.transfer.importing import go_on, run_for
from catalog.transfer.models import ImportRun
from catalog.transfer.reporting import report_lines


class Command(BaseCommand):
    """A merchant moves in with the file the old shop exported; what broke off half-way
    goes on when the command is given again."""

    help = "Import a product catalogue (Shopify, WooCommerce, Spree, Oscar, our own)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=sorted(FORMATS), default="")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument(
            "--images", type=Path, help="folder of the pictures the file names"
        )
        parser.add_argument("--report", type=Path, help="where the report goes")

    def handle(self, *args: Any, **options: Any) -> None:
        path, folder = Path(options["file"]), options["images"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        if folder and not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        is_dry_run = options["dry_run"]
        try:
            run = run_for(
                path,
                format_name=options["format"],
                by="import",
                is_dry_run=is_dry_run,
            )
        except UnknownFormat as unknown:
            raise CommandError(str(unknown)) from unknown
        self._tell_start(run)
        self._run(run, path, folder)
        report = Path(options["report"] or f"{path.name}.report.csv")
        self._tell_end(run, report)
        if is_dry_run:
            run.delete()

    def _tell_start(self, run: ImportRun) -> None:
        title = format_named(run.format).title
        if run.position:
            self.stdout.write(f"{title} file, going on after line {run.line}.")
        else:
            self.stdout.write(f"{title} file of {run.lines} lines.")

    def _run(self, run: ImportRun, path: Path, folder: Path | None) -> None:
        with tqdm(total=run.lines, initial=run.line, unit=" lines") as bar:

            def progress(run: ImportRun) -> None:
                bar.set_postfix(written=run.written, refused=run.refused)
                bar.update(run.line - bar.n)

            go_on(run, path, folder=folder, progress=progress)
            bar.update(run.line - bar.n)

    def _tell_end(self, run: ImportRun, report: Path) -> None:
        would = "would be " if run.is_dry_run else ""
        self.stdout.write(
            f"{run.written} {would}written, {run.unchanged} unchanged; "
            f"{run.refused} rows {would}refused, {run.warnings} warnings."
        )
        if run.refused or run.warnings:
            with report.open("w", encoding="utf-8-sig", newline="") as file:
                file.writelines(report_lines(run))
            self.stdout.write(f"Every one of them is in {report}.")
