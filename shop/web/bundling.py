"""A main file with everything it names written into it, for one request."""

from __future__ import annotations

import re
from collections.abc import Callable

# the text of a file beside the main one, or in a folder below
Read = Callable[[str], str]

_SHEET = re.compile(r'@import "([^"]+)" layer\((\w+)\);')
_COMMENT_OR_INDENT = re.compile(r"/\*.*?\*/|^\s+", re.DOTALL | re.MULTILINE)
_MODULE = re.compile(r'^import (?:\{[^}]*\} from )?"\./([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


def styles_in_one(main: str, read: Read) -> str:
    whole = _SHEET.sub(
        lambda found: f"@layer {found[2]} {{\n{read(found[1])}}}", read(main)
    )
    return _COMMENT_OR_INDENT.sub("", whole)


def scripts_in_one(main: str, read: Read) -> str:
    """Each module once, after those it imports. What only runs stands in a block, so
    that its names stay its own; what others import from stands open."""
    parts: dict[str, str] = {}

    def add(name: str) -> None:
        if name in parts:
            return
        text = read(name)
        for needed in _MODULE.findall(text):
            add(needed)
        body = _MODULE.sub("", text)
        shared = _EXPORT.sub("", body)
        parts[name] = shared if shared != body else f"{{\n{body}}}\n"

    add(main)
    return "".join(parts.values())
