"""Finding questions in a list of some hundred: no index, no database."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A question as one page shows it; `words` is the answer without its tags."""

    code: str
    topic: str
    question: str
    answer: str
    words: str
    language: str


def find(entries: Sequence[Entry], query: str) -> list[Entry]:
    """The entries that have every word of `query`, the best first.

    A word is found at the beginning of another, whatever its accents; in the
    question it counts three times as much as in the answer.
    """
    wanted = _plain(query).split()
    scored = [(_score(entry, wanted), entry) for entry in entries]
    found = [(score, entry) for score, entry in scored if score]
    return [entry for _, entry in sorted(found, key=lambda pair: -pair[0])]


def _score(entry: Entry, wanted: list[str]) -> int:
    question = _plain(entry.question).split()
    answer = _plain(entry.words).split()
    scores = [
        3 * _begins(question, word) + min(_begins(answer, word), 2) for word in wanted
    ]
    return sum(scores) if all(scores) else 0


def _begins(words: list[str], beginning: str) -> int:
    return sum(word.startswith(beginning) for word in words)


def _plain(text: str) -> str:
    """Letters and digits alone, small and without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (
        c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c)
    )
    return "".join(kept)
