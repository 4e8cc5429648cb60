"""The items of WordPress's XML export (WXR), one at a time.

Files come from strangers: a document type, and with it every entity, is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat  # nosec - no DTD is let through

BLOCK = 1 << 16
NAMES = {
    "http://wordpress.org/export/1.0/": "wp",
    "http://wordpress.org/export/1.1/": "wp",
    "http://wordpress.org/export/1.2/": "wp",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://wordpress.org/export/1.0/excerpt/": "excerpt",
    "http://wordpress.org/export/1.1/excerpt/": "excerpt",
    "http://wordpress.org/export/1.2/excerpt/": "excerpt",
}


class BrokenXml(Exception):
    """The file is no XML from here on, or XML that is not read for safety."""

    def __init__(self, line: int, error: str) -> None:
        super().__init__(error)
        self.line = line


@dataclass(slots=True)
class Entry:
    """An item, or a term: its texts by tag, its meta values, the terms it is under."""

    line: int
    texts: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.texts.get("wp:post_id", "")

    @property
    def type(self) -> str:
        return self.texts.get("wp:post_type", "")

    def under(self, taxonomy: str) -> dict[str, str]:
        """Slug -> name of the terms of a taxonomy."""
        return {slug: name for domain, slug, name in self.terms if domain == taxonomy}


def entries(path: Path) -> Iterator[Entry]:
    """Items and terms in the order of the file; raises BrokenXml where it ends."""
    reader = _Reader()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            reader.feed(block, is_last=False)
            yield from reader.taken()
        reader.feed(b"", is_last=True)
        yield from reader.taken()


class _Reader:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._stack: list[str] = []
        self._text: list[str] = []
        self._entry: Entry | None = None
        self._term: tuple[str, str] = ("", "")
        self._key = ""
        self._done: list[Entry] = []

    def feed(self, block: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(block, is_last)
        except expat.ExpatError as broken:
            raise BrokenXml(broken.lineno, str(broken)) from broken

    def taken(self) -> list[Entry]:
        done, self._done = self._done, []
        return done

    def _refuse(self, *_: object) -> None:
        line = self._parser.CurrentLineNumber
        raise BrokenXml(line, "it brings a document type of its own")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _short(name)
        if tag in {"item", "wp:term"} and self._entry is None:
            self._entry = Entry(self._parser.CurrentLineNumber)
        if tag == "category":
            self._term = (attributes.get("domain", ""), attributes.get("nicename", ""))
        self._stack.append(tag)
        self._text = []

    def _characters(self, text: str) -> None:
        if self._entry is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        tag, text = self._stack.pop(), "".join(self._text).strip()
        self._text = []
        entry = self._entry
        if entry is None:
            return
        if tag in {"item", "wp:term"}:
            self._done.append(entry)
            self._entry = None
        elif tag == "category":
            entry.terms.append((*self._term, text))
        elif tag == "wp:meta_key":
            self._key = text
        elif tag == "wp:meta_value":
            entry.meta[self._key] = text
        else:
            entry.texts[tag] = text


def _short(name: str) -> str:
    space, _, tag = name.rpartition(" ")
    return f"{NAMES.get(space, space)}:{tag}" if space else tag
