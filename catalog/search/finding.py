from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from catalog.products.models import Product
from catalog.search.engines import engine
from catalog.search.words import words_of_query
from shop.web.texts import languages_to_try


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for, as words, and the languages in which it is looked for."""

    words: Sequence[str]
    languages: Sequence[str]

    @property
    def key(self) -> str:
        return f"{' '.join(self.languages)}:{' '.join(self.words)}"

    def among(self, products: QuerySet[Product]) -> QuerySet[Product]:
        """Those of `products` that hold every word."""
        if not self.words:
            return products.none()
        sql, parameters = engine().ids(self.words, self.languages)
        return products.filter(pk__in=RawSQL(sql, parameters))  # noqa: S611

    def best(self, products: QuerySet[Product], *, start: int, stop: int) -> list[int]:
        """The ids of those of `products` that match, the most relevant first."""
        if not self.words:
            return []
        ranked, parameters = engine().ranked(self.words, self.languages)
        chosen, chosen_parameters = (
            products.order_by().values("pk").query.sql_with_params()
        )
        sql = (
            f"SELECT found.id FROM ({ranked}) AS found WHERE found.id IN ({chosen})"  # noqa: S608
            " ORDER BY found.rank, found.id LIMIT %s OFFSET %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*parameters, *chosen_parameters, stop - start, start])
            return [row[0] for row in cursor.fetchall()]


def search(query: str) -> Search:
    """Look for a visitor's words in the language of the page and its stand-ins."""
    return Search(words_of_query(query), languages_to_try())
