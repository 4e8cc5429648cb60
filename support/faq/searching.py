"""Finding questions in a list of some hundred: no index, no database."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SHORTEST_STEM, LONGEST_ENDING = 4, 2


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

    A word is found at the beginning of another, whatever its accents, and also
    without its last letters, as languages bend them; what fits better, and what
    stands in the question, counts for more.
    """
    wanted = _plain(query).split()
    scored = [(_score(entry, wanted), entry) for entry in entries]
    found = [(score, entry) for score, entry in scored if score]
    return [entry for _, entry in sorted(found, key=lambda pair: -pair[0])]


def _score(entry: Entry, wanted: list[str]) -> int:
    question = _plain(entry.question).split()
    answer = _plain(entry.words).split()
    scores = [3 * _fit(question, word) + _fit(answer, word) for word in wanted]
    return sum(scores) if all(scores) else 0


def _fit(words: list[str], wanted: str) -> int:
    """2 where a word begins with the wanted one, 1 where only with its stem."""
    stem = wanted[: max(SHORTEST_STEM, len(wanted) - LONGEST_ENDING)]
    if any(word.startswith(wanted) for word in words):
        return 2
    return int(any(word.startswith(stem) for word in words))


def _plain(text: str) -> str:
    """Letters and digits alone, small and without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (
        c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c)
    )
    return "".join(kept)
