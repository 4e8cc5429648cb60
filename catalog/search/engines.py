"""The two indexes behind the search: FTS5 of SQLite, tsvector of PostgreSQL.

Both are a table `catalog_search` with one row per product. A query looks into the
codes and into the columns of its languages; its words are plain letters and digits
(see catalog.search.words), so nothing in them can be taken for an operator.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from catalog.search.documents import LANGUAGES, Document

Sql = tuple[str, list[Any]]


class Engine(Protocol):
    def schema(self) -> list[str]:
        """Statements that make the index."""

    def put(self, cursor: CursorWrapper, documents: Sequence[Document]) -> None:
        """Write documents of products that have none."""

    def ids(self, words: Sequence[str], languages: Sequence[str]) -> Sql:
        """A query for the ids of products that hold all words, the last one as the
        beginning of a word."""

    def ranked(self, words: Sequence[str], languages: Sequence[str]) -> Sql:
        """The same with columns `id` and `rank`, the smallest rank being the best."""


class Fts5:
    weights = {"codes": 10, "title": 8, "words": 4, "text": 1}

    @property
    def columns(self) -> list[str]:
        return self._columns_in(LANGUAGES)

    def _columns_in(self, languages: Sequence[str]) -> list[str]:
        parts = ("title", "words", "text")
        return ["codes", *(f"{part}_{code}" for code in languages for part in parts)]

    def schema(self) -> list[str]:
        columns = ", ".join(self.columns)
        options = "tokenize = 'unicode61 remove_diacritics 2', prefix = '3'"
        return [f"CREATE VIRTUAL TABLE catalog_search USING fts5({columns}, {options})"]

    def put(self, cursor: CursorWrapper, documents: Sequence[Document]) -> None:
        columns = ["rowid", *self.columns]
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f"INSERT INTO catalog_search({', '.join(columns)}) VALUES ({places})",  # noqa: S608
            [self._row(document) for document in documents],
        )

    def _row(self, document: Document) -> list[Any]:
        row: list[Any] = [document.product_id, " ".join(document.codes)]
        for code in LANGUAGES:
            parts = (document.title, document.words, document.text)
            row += [" ".join(part[code]) for part in parts]
        return row

    def ids(self, words: Sequence[str], languages: Sequence[str]) -> Sql:
        sql = "SELECT rowid AS id FROM catalog_search WHERE catalog_search MATCH %s"
        return sql, [self._expression(words, languages)]

    def ranked(self, words: Sequence[str], languages: Sequence[str]) -> Sql:
        weights = ", ".join(
            str(self.weights[column.partition("_")[0]]) for column in self.columns
        )
        sql = (
            f"SELECT rowid AS id, bm25(catalog_search, {weights}) AS rank"  # noqa: S608
            " FROM catalog_search WHERE catalog_search MATCH %s"
        )
        return sql, [self._expression(words, languages)]

    def _expression(self, words: Sequence[str], languages: Sequence[str]) -> str:
        columns = self._columns_in(languages)
        terms = " AND ".join(f'"{word}"' for word in words)
        return f"{{{' '.join(columns)}}} : ({terms}*)"


class Tsvector:
    def schema(self) -> list[str]:
        columns = ", ".join(f"document_{code} tsvector" for code in LANGUAGES)
        return [
            f"CREATE TABLE catalog_search (product_id bigint PRIMARY KEY, {columns})",
            *(
                f"CREATE INDEX catalog_search_{code} ON catalog_search"
                f" USING gin (document_{code})"
                for code in LANGUAGES
            ),
        ]

    def put(self, cursor: CursorWrapper, documents: Sequence[Document]) -> None:
        columns = ", ".join(f"document_{code}" for code in LANGUAGES)
        places = ", ".join(["%s::tsvector"] * len(LANGUAGES))
        cursor.executemany(
            f"INSERT INTO catalog_search(product_id, {columns}) VALUES (%s, {places})",  # noqa: S608
            [
                [document.product_id, *(_vector(document, code) for code in LANGUAGES)]
                for document in documents
            ],
        )

    def ids(self, words: Sequence[str], languages: Sequence[str]) -> Sql:
        found = " OR ".join(f"document_{code} @@ %s::tsquery" for code in languages)
        sql = f"SELECT product_id AS id FROM catalog_search WHERE {found}"  # noqa: S608
        return sql, [_tsquery(words)] * len(languages)

    def ranked(self, words: Sequence[str], languages: Sequence[str]) -> Sql:
        ranks = ", ".join(
            f"ts_rank(coalesce(document_{code}, ''), %s::tsquery)" for code in languages
        )
        found = " OR ".join(f"document_{code} @@ %s::tsquery" for code in languages)
        sql = (
            f"SELECT product_id AS id, -greatest({ranks}) AS rank"  # noqa: S608
            f" FROM catalog_search WHERE {found}"
        )
        return sql, [_tsquery(words)] * (2 * len(languages))


def _tsquery(words: Sequence[str]) -> str:
    return " & ".join(f"'{word}'" for word in words) + ":*"


def _vector(document: Document, code: str) -> str | None:
    """A tsvector as PostgreSQL writes it, with weights A to D; None in a language
    of which the product knows no word (its codes are found in the default one)."""
    parts = (document.title[code], document.words[code], document.text[code])
    if not any(parts) and code != settings.LANGUAGE_CODE:
        return None
    lexemes: list[str] = []
    position = 0
    for weight, words in zip("ABCD", (document.codes, *parts), strict=True):
        for word in words:
            position = min(position + 1, 16383)
            lexemes.append(f"'{word}':{position}{weight}")
    return " ".join(lexemes)


def engine() -> Engine:
    return Tsvector() if connection.vendor == "postgresql" else Fts5()
