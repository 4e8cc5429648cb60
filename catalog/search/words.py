"""Words as the index knows them: without case, marks or the habits of a keyboard."""

from __future__ import annotations

import html
import re
import unicodedata

from shop.languages.reading import plain_digits

LONGEST_QUERY = 200
MOST_WORDS = 12

_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<[^>]*>")
# Arabic keyboards write two letters of Persian with code points of their own
_SAME_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه"})  # noqa: RUF001


def words_of(text: str) -> list[str]:
    """The words of a text or of a query, in the one spelling that is compared."""
    spelled = plain_digits(text.translate(_SAME_LETTERS))
    decomposed = unicodedata.normalize("NFKD", spelled)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _WORD.findall(bare.casefold())


def words_of_html(text: str) -> list[str]:
    return words_of(html.unescape(_TAG.sub(" ", text)))


def words_of_query(text: str) -> list[str]:
    return words_of(text[:LONGEST_QUERY])[:MOST_WORDS]
