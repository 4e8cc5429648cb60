from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from catalog.transfer.exporting import export_lines
from catalog.transfer.formats.vitrine_writing import ENCODING


class Command(BaseCommand):
    """A merchant takes the catalogue along; imported again it is the same one."""

    help = "Write the whole catalogue as CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, help="the file (else standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["out"]:
            sys.stdout.writelines(export_lines())
            return
        with Path(options["out"]).open("w", encoding=ENCODING, newline="") as file:
            file.writelines(export_lines())
