"""Guards taken away, so that a control shows what they are for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """SELECT … FOR UPDATE reads and locks nothing."""
    monkeypatch.setattr(
        QuerySet, "select_for_update", lambda rows, *_, **__: rows.all()
    )


def from_anywhere(monkeypatch: pytest.MonkeyPatch, model: Any) -> None:
    """`move_to` changes a row whatever its status is by now."""
    anywhere = dict.fromkeys(model.SOURCES, tuple(model.Status))
    monkeypatch.setattr(model, "SOURCES", anywhere)


class Uniques:
    """Takes unique indexes away, and puts them back over emptied tables."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    def without(self, model: type[Model], *fields: str) -> None:
        """Drop every unique index on exactly these fields."""
        table = model._meta.db_table
        columns = {
            field.column
            for field in model._meta.concrete_fields
            if field.name in fields
        }
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, table)
        names = [
            name
            for name, each in found.items()
            if each["unique"] and not each["primary_key"]
            if {*each["columns"]} == columns
        ]
        assert names, f"nothing keeps {fields} of {table} unique"
        for name in names:
            self._drop(table, name)

    def _drop(self, table: str, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE conrelid = %s::regclass AND conname = %s",
                [table, name],
            )
            if row := cursor.fetchone():
                drop = f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}" CASCADE'
                back = f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {row[0]}'
            else:
                cursor.execute(
                    "SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name]
                )
                drop, back = f'DROP INDEX "{name}"', cursor.fetchone()[0]
            cursor.execute(drop)
        self.taken.append((table, back))

    def put_back(self) -> None:
        with connection.cursor() as cursor:
            for table in {table for table, _ in self.taken}:
                cursor.execute(f'TRUNCATE "{table}" CASCADE')
            for _, back in self.taken:
                cursor.execute(back)
