"""Which format a file has, by what stands in it and never by its name."""

from __future__ import annotations

from pathlib import Path

from catalog.transfer.formats import FORMATS, Format, format_named
from catalog.transfer.sources import Source, examine

# What is no catalogue but comes from the same systems, by columns only it has.
OTHERS = {
    "a list of customers": {"email", "first_name", "last_name"},
    "a table of tax rates": {"country code", "rate %", "tax name"},
    "a list of orders": {"financial status", "lineitem name"},
}
CONTENTS = {
    "it is a Django fixture of orders": '"order.order"',
    "it is a Django fixture of offers": '"offer.',
    "it is a Django fixture": '"model":',
}


class UnknownFormat(Exception):
    """The file is none that can be imported; says what it is, as far as can be told."""


def detect(path: Path) -> tuple[Format, Source]:
    source = examine(path)
    return format_named(_name(path, source)), source


def name_of(path: Path) -> str:
    """The name of the file's format in FORMATS."""
    return _name(path, examine(path))


def _name(path: Path, source: Source) -> str:
    for name in FORMATS:
        if format_named(name).recognises(source):
            return name
    raise UnknownFormat(_sentence(path, source))


def _sentence(path: Path, source: Source) -> str:
    known = ", ".join(format_named(name).title for name in FORMATS)
    return f"{path.name} is not a catalogue: {_seen(source)}. Known are {known}."


def _seen(source: Source) -> str:
    columns = {header.casefold() for header in source.header}
    for what, marks in OTHERS.items():
        if marks <= columns:
            return f"it is {what}"
    first = ", ".join(source.header[:6])
    if not first:
        return "it is empty"
    return _seen_data(first, source)


def _seen_data(first: str, source: Source) -> str:
    with source.open() as text:
        start = text.read(4096).lstrip()
    for what, mark in CONTENTS.items():
        if mark in start:
            return what
    if start.startswith("<"):
        return "it is an XML or HTML file"
    if len(source.header) == 1 and first.isdigit():
        return "it is a plain list of numbers"
    shown = first if first.isprintable() else "not text"
    return f"its first row is “{shown[:200]}”"
