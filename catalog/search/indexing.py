from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction

from catalog.search.documents import documents_of
from catalog.search.engines import engine
from shop.jobs.queue import enqueue
from shop.jobs.registry import job

AT_ONCE = 500


def reindex_later(product_ids: Iterable[int]) -> None:
    """Renew what the search knows of products that are being changed."""
    for chunk in _chunks(product_ids):
        enqueue("search.index", product_ids=chunk)


@job("search.index")
def index_products(product_ids: list[int]) -> None:
    """Write the documents of products anew; those not published leave the index."""
    for chunk in _chunks(product_ids):
        _index(chunk)


@transaction.atomic
def _index(product_ids: list[int]) -> None:
    documents = documents_of(product_ids)
    key = "product_id" if connection.vendor == "postgresql" else "rowid"
    places = ", ".join(["%s"] * len(product_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM catalog_search WHERE {key} IN ({places})",  # noqa: S608
            product_ids,
        )
        if documents:
            engine().put(cursor, documents)


def _chunks(product_ids: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(product_ids)
    while chunk := list(islice(remaining, AT_ONCE)):
        yield chunk
