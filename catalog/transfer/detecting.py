"""Which format a file has, by what stands in it and never by its name."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext, gettext_noop

from catalog.transfer.formats import FORMATS, Format, format_named
from catalog.transfer.sources import Source, examine

# What is no catalogue but comes from the same systems, by columns only it has.
OTHERS = {
    gettext_noop("it is a list of customers"): {"email", "first_name", "last_name"},
    gettext_noop("it is a table of tax rates"): {"country code", "rate %", "tax name"},
    gettext_noop("it is a list of orders"): {"financial status", "lineitem name"},
}
CONTENTS = {
    gettext_noop("it is a Django fixture of orders"): '"order.order"',
    gettext_noop("it is a Django fixture of offers"): '"offer.',
    gettext_noop("it is a Django fixture"): '"model":',
}


class UnknownFormat(Exception):
    """The file is none that can be imported; says what it is, as far as can be told."""


def detect(path: Path) -> tuple[Format, Source]:
    source = examine(path)
    return format_named(_name(source, path.name)), source


def name_of(path: Path, *, called: str = "") -> str:
    """The name of the file's format in FORMATS; people know the file as `called`."""
    return _name(examine(path), called or path.name)


def _name(source: Source, called: str) -> str:
    for name in FORMATS:
        if format_named(name).recognises(source):
            return name
    raise UnknownFormat(_sentence(called, source))


def _sentence(called: str, source: Source) -> str:
    known = ", ".join(format_named(name).title for name in FORMATS)
    return gettext("%(name)s is not a catalogue: %(seen)s. Known are %(known)s.") % {
        "name": called,
        "seen": _seen(source),
        "known": known,
    }


def _seen(source: Source) -> str:
    columns = {header.casefold() for header in source.header}
    for what, marks in OTHERS.items():
        if marks <= columns:
            return gettext(what)
    first = ", ".join(source.header[:6])
    if not first:
        return gettext("it is empty")
    return _seen_data(first, source)


def _seen_data(first: str, source: Source) -> str:
    with source.open() as text:
        start = text.read(4096).lstrip()
    for what, mark in CONTENTS.items():
        if mark in start:
            return gettext(what)
    if start.startswith("<"):
        return gettext("it is an XML or HTML file")
    if len(source.header) == 1 and first.isdigit():
        return gettext("it is a plain list of numbers")
    shown = first if first.isprintable() else gettext("not text")
    return gettext("its first row is “%(row)s”") % {"row": shown[:200]}
