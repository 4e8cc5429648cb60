"""Which strings of the code are for people to read, found without gettext's tools."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

# What each function takes: a context, a singular, a plural.
_TAKES = {
    "_": "s",
    "gettext": "s",
    "gettext_lazy": "s",
    "gettext_noop": "s",
    "lazy": "s",  # gettext_lazy, where _ is gettext
    "ngettext": "sp",
    "ngettext_lazy": "sp",
    "pgettext": "cs",
    "pgettext_lazy": "cs",
    "npgettext": "csp",
    "npgettext_lazy": "csp",
}
# the same for templates, in Babel's words
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_TEMPLATES = frozenset({".html", ".txt", ".xml"})
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A string for people, and where it stands."""

    text: str | tuple[str, ...]
    context: str | None
    file: str
    line: int


def strings_of(files: Iterable[Path], *, root: Path) -> Catalog:
    """A template of a catalogue: every string of `files`, in their order."""
    catalog = Catalog()
    for file in files:
        for found in strings_in(file, name=file.relative_to(root).as_posix()):
            catalog.add(
                found.text,
                locations=[(found.file, found.line)],
                context=found.context,
            )
    return catalog


def strings_in(file: Path, *, name: str) -> Iterator[Found]:
    """The strings of one Python module or template."""
    source = file.read_text("utf-8")
    read = _of_template if file.suffix in _TEMPLATES else _of_module
    yield from sorted(read(source, name), key=lambda found: found.line)


def _of_module(source: str, name: str) -> Iterator[Found]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        takes = _TAKES.get(called)
        words = [
            argument.value
            for argument in node.args[: len(takes or "")]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if takes and len(words) == len(takes):
            context = words.pop(0) if takes.startswith("c") else None
            text = words[0] if len(words) == 1 else (words[0], words[1])
            yield Found(text, context, name, node.lineno)


def _of_template(source: str, name: str) -> Iterator[Found]:
    # what Django leaves of a template reads like Python, save for its indents
    module = _INDENT.sub("", templatize(source, origin=name))
    stream = io.BytesIO(module.encode())
    for line, text, _, context in extract("python", stream, keywords=_KEYWORDS):
        yield Found(text, context, name, line)
