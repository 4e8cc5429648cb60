"""Five languages are complete, and stay so."""

from __future__ import annotations

import gettext
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django
import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from shop.languages import catalogues
from shop.languages.extraction import strings_of
from shop.languages.libraries import missing_strings, shown_strings

OWN, OF_LIBRARIES = (Path(folder) for folder in settings.LOCALE_PATHS)
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
FILES = [
    catalogues.po_file(folder, language)
    for folder in (OWN, OF_LIBRARIES)
    for language in LANGUAGES
]

# English words of ours for what libraries say in theirs
REWORDED = catalogues.po_file(OF_LIBRARIES, settings.LANGUAGE_CODE)

# what a sentence is filled in with, and how its words are marked up
_BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")
_TAG = re.compile(r"</?[a-z]\w*")


def _name(file: Path) -> str:
    return file.relative_to(OWN).as_posix()


@cache
def _read(file: Path) -> Catalog:
    return catalogues.read(file)


def _messages(file: Path) -> Iterator[Message]:
    return (message for message in _read(file) if message.id)


def _words(message: Message) -> str:
    return catalogues.key_of(message)[0]


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_every_string_is_translated(file: Path) -> None:
    waiting = [_words(m) for m in _messages(file) if not catalogues.is_translated(m)]

    assert waiting == []


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_no_translation_is_a_guess(file: Path) -> None:
    assert [_words(message) for message in _messages(file) if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_the_strings_of_the_code(language: str) -> None:
    found = strings_of(catalogues.own_files(), root=settings.BASE_DIR)

    _holds_exactly(catalogues.po_file(OWN, language), found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_libraries_cannot_say_is_said_by_us(language: str) -> None:
    ours = _read(catalogues.po_file(OWN, language))

    missing = missing_strings(language, ours=ours)

    _holds_exactly(catalogues.po_file(OF_LIBRARIES, language), missing)


def _holds_exactly(file: Path, found: Catalog) -> None:
    held = {catalogues.key_of(message) for message in _messages(file)}
    wanted = {catalogues.key_of(message) for message in found if message.id}
    assert held - wanted == set(), "make messages takes out what nobody says any more"
    assert wanted - held == set(), "make messages brings in what is new"
    assert not _read(file).obsolete


def test_only_what_libraries_say_is_reworded() -> None:
    said = {catalogues.key_of(message) for message in shown_strings()}

    reworded = {catalogues.key_of(message) for message in _messages(REWORDED)}

    assert reworded - said == set()


@pytest.mark.parametrize("file", [*FILES, REWORDED], ids=_name)
def test_translations_leave_the_same_blanks(file: Path) -> None:
    wrong = [
        f"{_words(message)} -> {form}"
        for message in _messages(file)
        if catalogues.is_translated(message)
        for form, sources in _forms(message, _read(file))
        if _marks(form) not in [_marks(source) for source in sources]
    ]

    assert wrong == []


def _marks(text: str) -> Counter[str]:
    return Counter(_BLANK.findall(text)) + Counter(_TAG.findall(text))


def _forms(message: Message, catalog: Catalog) -> Iterator[tuple[str, list[str]]]:
    """Each translation, and what it may be a translation of: a form for one thing only
    may leave out the number, as the English singular does."""
    if isinstance(message.id, str) or isinstance(message.string, str):
        yield str(message.string), [_words(message)]
        return
    choose = gettext.c2py(catalog.plural_expr)
    singular, plural = message.id[0], message.id[1]
    for number, form in enumerate(message.string or ()):
        counts = {count for count in range(201) if choose(count) == number}
        yield form, [plural, singular] if counts <= {0, 1} else [plural]


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_plurals_have_the_forms_django_counts_with(file: Path) -> None:
    language = file.parent.parent.name
    djangos = gettext.translation(
        "django", Path(django.__file__).parent / "conf" / "locale", languages=[language]
    )
    catalog = _read(file)
    choose = gettext.c2py(catalog.plural_expr)
    counts = range(201)

    assert [choose(n) for n in counts] == [djangos.plural(n) for n in counts]  # type: ignore[attr-defined]
    assert catalog.locale_identifier == language
    assert all(
        len(message.string or ()) == catalog.num_plurals
        for message in _messages(file)
        if not isinstance(message.id, str)
    )
