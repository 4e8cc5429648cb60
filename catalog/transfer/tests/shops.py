"""A shop as an import leaves it, to be compared with another one."""

from __future__ import annotations

import csv
import io
from itertools import chain
from pathlib import Path

from catalog.attributes.models import Attribute, AttributeChoice
from catalog.categories.models import Category
from catalog.media.models import Picture
from catalog.offers.models import Offer
from catalog.pricing.models import Price, PriceChange, PriceList, ShelfPrice
from catalog.products.models import BundlePart, Product, Specification, Tag, Variant
from catalog.stock.models import Stock, StockMove
from catalog.transfer.exporting import export_lines
from catalog.transfer.importing import go_on, run_for
from catalog.transfer.models import ImportRun
from shop.jobs.models import Job

TABLES = (
    Attribute, AttributeChoice, BundlePart, Category, Job, Offer, Picture, Price,
    PriceChange, PriceList, Product, ShelfPrice, Specification, Stock, StockMove, Tag,
    Variant,
)  # fmt: skip
HEADER = ["product", "title", "sku", "price", "currency", "stock", "categories"]


def imported(path: Path, *, folder: Path | None = None) -> ImportRun:
    """The run of a file that was taken in whole."""
    run = run_for(path, by="test", is_dry_run=False)
    go_on(run, path, folder=folder)
    run.refresh_from_db()
    return run


def rehearsed(path: Path) -> ImportRun:
    run = run_for(path, by="test", is_dry_run=True)
    go_on(run, path)
    run.refresh_from_db()
    return run


def results(run: ImportRun) -> tuple[int, int, int]:
    return run.written, run.unchanged, run.refused


def told_by(run: ImportRun) -> list[tuple[int, str, str]]:
    rows = run.problems.order_by("line", "pk")
    return [(row.line, row.column, row.sentence) for row in rows]


def sizes() -> dict[str, int]:
    """How many rows every table of the catalogue has."""
    return {table.__name__: table._default_manager.count() for table in TABLES}


def contents() -> list[dict[str, object]]:
    """Every row of the catalogue, with its key and its times."""
    return [
        dict(row)
        for table in TABLES
        if table is not Job
        for row in table._default_manager.order_by("pk").values()
    ]


def exported() -> str:
    return "".join(export_lines())


def file_of(folder: Path, *rows: dict[str, object], name: str = "goods.csv") -> Path:
    """A CSV of our own with these cells."""
    columns = list(dict.fromkeys(chain(HEADER, *rows)))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    path = folder / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def mug(number: int = 1, **cells: object) -> dict[str, object]:
    """A product of one variant, in our own format."""
    return {
        "product": f"mug-{number}",
        "title": f"Mug {number}",
        "sku": f"MUG-{number}",
        "price": "12.50",
        "stock": 5,
    } | cells
