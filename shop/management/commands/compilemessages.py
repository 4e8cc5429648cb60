from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from shop.languages.catalogues import make_ready, po_files


class Command(BaseCommand):
    help = "Make the catalogues ready for use: those that changed. Needs no gettext."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{make_ready(po_files())} catalogues made ready.")
