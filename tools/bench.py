"""`make bench`: what a page costs at 1k, 10k and 100k products.

Loads the synthetic catalogue into a database of its own, then asks for each page in
this process: SQL queries and CPU milliseconds right after a change (nothing kept),
of a page that is not kept while small tables are, and of a kept page, beside an empty
view behind the same middleware. CPU of a database server is not in these figures;
SQLite's is.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
MAKER = ROOT.parent / "shared" / "bench" / "catalogue.py"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what pages cost.")
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--maker", type=Path, default=MAKER, help="writes the JSONL")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        _measure(given.measure, given.rounds)
        return 0
    if not given.maker.exists():
        sys.stderr.write(f"No maker of catalogues at {given.maker}: use --maker\n")
        return 1
    for size in given.sizes.split(","):
        _bench(int(size), given)
    return 0


def _bench(size: int, given: argparse.Namespace) -> None:
    folder = FOLDER / str(size)
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'shop.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "HASHED_STATIC": "1",
        "LOG_LEVEL": "ERROR",
    }

    def run(*command: str) -> None:
        subprocess.run(command, cwd=ROOT, env=environment, check=True)

    manage = (sys.executable, "manage.py")
    catalogue = folder / "catalogue.jsonl"
    if not (folder / "loaded").exists():
        run(
            sys.executable,
            str(given.maker),
            "--products",
            str(size),
            "--out",
            str(folder),
        )
        run(*manage, "migrate", "--verbosity", "0")
        run(*manage, "prepare_shop")
        run(*manage, "collectstatic", "--noinput", "--verbosity", "0")
        began = time.monotonic()
        run(*manage, "import_products", str(catalogue), "--images", str(folder))
        seconds = time.monotonic() - began
        sys.stdout.write(f"{size} products imported in {seconds:.0f} s\n")
        (folder / "loaded").touch()
    run(
        sys.executable,
        "-m",
        "tools.bench",
        "--measure",
        str(folder),
        f"--rounds={given.rounds}",
    )


def _measure(folder: Path, rounds: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from shop.kept.generation import pages_changed

    client, number = Client(SERVER_NAME="localhost"), itertools.count()

    def ask(address: str) -> None:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)

    def ask_anew(address: str) -> None:
        """The same page under an address nobody asked for yet."""
        ask(f"{address}{'&' if '?' in address else '?'}unseen={next(number)}")

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            ask_anew(address)
        return len(asked)

    sys.stdout.write(f"\n{folder.name} products, {connection.vendor}\n")
    sys.stdout.write(
        f"{'page':<18}{'SQL':>5}{'changed':>9}{'uncached':>10}{'kept':>8}"
        "  CPU ms, median\n"
    )
    for name, page in _pages(folder).items():
        ask(page)
        changed = _cpu(rounds, pages_changed, partial(ask, page))
        uncached = _cpu(rounds, int, partial(ask_anew, page))
        kept = _cpu(rounds, int, partial(ask, page))
        sys.stdout.write(
            f"{name:<18}{queries(page):>5}{changed:>9.1f}{uncached:>10.1f}{kept:>8.1f}\n"
        )


def _cpu(
    rounds: int, prepare: Callable[[], object], answer: Callable[[], object]
) -> float:
    """The median of milliseconds of this process."""
    times = []
    for _ in range(rounds):
        prepare()
        began = time.process_time()
        answer()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def _pages(folder: Path) -> dict[str, str]:
    from catalog.categories.models import Category
    from catalog.products.models import Variant

    samples: dict[str, Any] = json.loads((folder / "samples.json").read_text())

    def product(sku: str) -> str:
        variants = Variant.objects.filter(sku__startswith=sku)
        return variants.order_by("sku")[0].product.get_absolute_url()

    def category(code: str) -> str:
        return Category.objects.get(code=code).get_absolute_url()

    root = category(samples["category_root"])
    return {
        "empty view": "/livez",
        "home": "/en/",
        "product": product(samples["products"][0]),
        "with options": product(samples["products_with_variants"][0]),
        "leaf category": category(samples["category_leaf"]),
        "root category": root,
        "root, filtered": f"{root}?colour=red&sort=price",
        "search": "/en/search/?q=rustic+teapot",
        "cart, empty": "/en/cart/",
    }


if __name__ == "__main__":
    sys.exit(main())
