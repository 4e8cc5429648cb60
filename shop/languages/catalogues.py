"""The catalogues of messages: kept in step with the code, and made ready for use.

Babel does what gettext's tools do elsewhere, so that Python is all a machine needs.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale

Key = tuple[str, str | None]

_APPS = ("shop", "catalog", "checkout", "support", "templates")
_READ = frozenset({".py", ".html", ".txt"})


def own_files() -> Iterator[Path]:
    """Every file of ours that may hold strings for people."""
    for app in _APPS:
        for file in sorted((settings.BASE_DIR / app).rglob("*")):
            if file.suffix in _READ and "tests" not in file.parts:
                yield file


def po_files() -> list[Path]:
    """Every catalogue there is, of ours and of the libraries' gaps."""
    return sorted(
        file
        for folder in settings.LOCALE_PATHS
        for file in Path(folder).glob("*/LC_MESSAGES/django.po")
    )


def po_file(folder: Path, language: str) -> Path:
    return folder / to_locale(language) / "LC_MESSAGES" / "django.po"


def read(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parent.parent.name, abort_invalid=True)


def bring_up_to_date(file: Path, found: Catalog) -> Catalog:
    """Give a catalogue exactly the strings of `found`; what is translated stays.

    Nothing is guessed from similar strings: a reworded one waits for its translator.
    """
    catalog = read(file)
    head = file.read_text("utf-8").partition("\n\n")[0]
    catalog.update(found, no_fuzzy_matching=True)
    body = io.BytesIO()
    write_po(
        body, catalog, omit_header=True, ignore_obsolete=True, include_lineno=False
    )
    file.write_text(f"{head}\n\n{body.getvalue().decode()}".rstrip() + "\n", "utf-8")
    return catalog


def make_ready(files: Iterable[Path]) -> int:
    """Write beside each catalogue the form Django reads; skip those that are fresh."""
    written = 0
    for file in files:
        compiled = file.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < file.stat().st_mtime:
            compiled.write_bytes(_compiled(read(file)))
            written += 1
    return written


def _compiled(catalog: Catalog) -> bytes:
    for message in list(catalog):
        # a plural with one form missing would be shown as nothing at all
        if message.id and not is_translated(message):
            catalog.delete(message.id, message.context)
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def is_translated(message: Message) -> bool:
    words = message.string
    return all(words) if isinstance(words, list | tuple) else bool(words)


def key_of(message: Message) -> Key:
    """What gettext tells messages apart by: the singular and the context."""
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return singular, message.context


def untranslated(catalog: Catalog) -> int:
    return sum(bool(message.id) and not is_translated(message) for message in catalog)
