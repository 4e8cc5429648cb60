from __future__ import annotations

from typing import Any

from django.db import migrations


def create(apps: Any, schema_editor: Any) -> None:
    from catalog.search.engines import engine

    for statement in engine().schema():
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE catalog_search")


class Migration(migrations.Migration):
    """The full-text index: not a model, since each database has its own kind."""

    dependencies = [("catalog", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
