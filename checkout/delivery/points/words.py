"""Words as they are searched for: without accents, marks and capitals."""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

from shop.languages.reading import plain_digits

# letters that do not come apart into a base and a mark
_BASES = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "đ": "d"})


class Addressed(Protocol):
    name: str
    street: str
    city: str
    region: str
    postcode: str


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", plain_digits(text).casefold())
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return bare.translate(_BASES)


def words_in(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))


def searchable(point: Addressed) -> str:
    """All that a point is found by, in one line."""
    parts = (point.name, point.street, point.city, point.region, point.postcode)
    return " ".join(words_in(" ".join(parts)))
