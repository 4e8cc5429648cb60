"""Reading a catalogue file from its beginning, or from where an import broke off."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from catalog.transfer.detecting import detect
from catalog.transfer.formats import format_named
from catalog.transfer.records import Item
from catalog.transfer.sources import examine


def read(
    path: Path, *, start: int = 0, format_name: str = ""
) -> Iterator[tuple[int, Item]]:
    """What is in the file, numbered from 0; `start` leaves out what was dealt with.

    The same file always gives the same items under the same numbers. What comes before
    `start` is still read, so that repeated SKUs and categories are known again.
    """
    if format_name:
        found, source = format_named(format_name), examine(path)
    else:
        found, source = detect(path)
    yield from islice(enumerate(found.read(source)), start, None)
