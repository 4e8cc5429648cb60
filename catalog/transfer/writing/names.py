"""Names as codes and addresses, and texts cut to what the shop can hold."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from hashlib import blake2s

from django.utils.text import slugify

from catalog.transfer.formats import FORMATS

# Two exports of the same system tell the same products.
SOURCES = {"spree-translations": "spree", "woocommerce-xml": "woocommerce"}
SOURCES |= {"oscar-json": "oscar"}


@dataclass(frozen=True, slots=True)
class Address:
    """Which product of which source: what a repeated import finds it by."""

    source: str
    key: str

    def __str__(self) -> str:
        """As our own CSV writes it: there, products of other sources name it."""
        return self.key if self.source == "vitrine" else f"{self.source}:{self.key}"


def source_of(format_name: str) -> str:
    return SOURCES.get(format_name, format_name)


def address_of(key: str, source: str) -> Address:
    """The address that a key of a file means."""
    if source == "vitrine":
        other, colon, rest = key.partition(":")
        if colon and rest and other in FORMATS.keys() - {"vitrine"}:
            return Address(other, rest)
    return Address(source, key)


def folded(name: str) -> str:
    """What is the same name to people: Size, SIZE and “ size ” are one."""
    return " ".join(name.split()).casefold()


def code_for(
    name: str, taken: Container[str], *, longest: int, allow_unicode: bool = False
) -> str:
    """A code of letters, digits and dashes that nothing else has."""
    stem = slugify(name, allow_unicode=allow_unicode)[: longest - 8].strip("-_")
    if not stem:
        stem = f"x-{blake2s(name.encode(), digest_size=4).hexdigest()}"
    code, number = stem, 2
    while code in taken:
        code = f"{stem}-{number}"
        number += 1
    return code


def cut(text: str, longest: int) -> str:
    """The beginning of a text, ended at a word where there is one."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    words, _, rest = head.rpartition(" ")
    return f"{words if words and len(rest) < longest // 3 else head}…"
