"""Rows that hang on a row, fetched with it: a page about one thing needs one query
for what would otherwise be one for each kind of row."""

from __future__ import annotations

from typing import Any

from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler


class Rows(Subquery):
    """The rows of a queryset of values() as a list of dicts, in its order.

    What they hold must be at home in JSON: texts, whole numbers, booleans.
    """

    output_field = JSONField()

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self.names = [*rows.query.values_select, *rows.query.annotation_select]
        super().__init__(rows)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        pairs = ", ".join(f"'{name}', listed.\"{name}\"" for name in self.names)
        return self.as_sql(
            compiler,
            connection,
            template=(
                f"(SELECT json_group_array(json_object({pairs}))"  # noqa: S608
                " FROM (%(subquery)s) AS listed)"
            ),
        )

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return self.as_sql(
            compiler,
            connection,
            template=(
                "(SELECT coalesce(jsonb_agg(listed), '[]')"
                " FROM (%(subquery)s) AS listed)"
            ),
        )
