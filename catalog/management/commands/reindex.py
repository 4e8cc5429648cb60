from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from catalog.products.models import Product
from catalog.search.indexing import index_products


class Command(BaseCommand):
    help = "Write the search index anew from all products."

    def handle(self, *args: Any, **options: Any) -> None:
        ids = list(Product.objects.order_by("pk").values_list("pk", flat=True))
        index_products(ids)
        self.stdout.write(f"{len(ids)} products read for the search.")
