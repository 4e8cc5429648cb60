from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from catalog.demo.loading import load_catalogue


class Command(BaseCommand):
    help = "Open the demo shop: what is not there yet is written, what is there stays."

    def handle(self, *args: Any, **options: Any) -> None:
        products = load_catalogue()
        self.stdout.write(f"{products} products brought into the demo shop.")
