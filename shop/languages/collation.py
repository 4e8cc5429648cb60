"""The order of each language's alphabet, where that of the code points is another."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ALPHABETS = {
    "fa": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "lv": "abcčdefgģhijkķlļmnņopqrsštuvwxyzž",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}


def place_in_alphabet(text: str, language: str) -> tuple[tuple[int, ...], str]:
    """A key to sort by. What is no letter comes first or does not count; marks that
    make no letter of their own, as in Å, decide nothing."""
    ranks = (_rank(letter, language) for letter in text.casefold())
    return tuple(rank for rank in ranks if rank is not None), text


@lru_cache(maxsize=2048)
def _rank(letter: str, language: str) -> int | None:
    if letter.isspace():
        return -1
    alphabet = _ALPHABETS.get(language, "")
    for each in (letter, unicodedata.normalize("NFKD", letter)[0]):
        if each in alphabet:
            return alphabet.index(each)
    return len(alphabet) + ord(each) if each.isalnum() else None
