"""What PHP's serialize() wrote, read back: WordPress keeps lists that way."""

from __future__ import annotations

import re

DEEPEST = 20
SCALAR = re.compile(rb"(?:b|i|d):([^;]*);|N;")


class NotPhp(Exception):
    """The text is not what serialize() writes."""


def php_values(text: str) -> dict[str, object]:
    """An array by its keys as text; of anything else nothing."""
    try:
        value, _ = _value(text.encode(), 0, DEEPEST)
    except (NotPhp, ValueError, IndexError):
        return {}
    return value if isinstance(value, dict) else {}


def _value(data: bytes, at: int, deepest: int) -> tuple[object, int]:
    if data[at : at + 2] == b"s:":
        return _text(data, at)
    if data[at : at + 2] == b"a:" and deepest:
        return _array(data, at, deepest - 1)
    if match := SCALAR.match(data, at):
        return (match[1] or b"").decode(), match.end()
    raise NotPhp


def _text(data: bytes, at: int) -> tuple[str, int]:
    colon = data.index(b":", at + 2)
    start = colon + 2
    end = start + int(data[at + 2 : colon])
    if data[colon + 1 : start] != b'"' or data[end : end + 2] != b'";':
        raise NotPhp
    return data[start:end].decode(), end + 2


def _array(data: bytes, at: int, deepest: int) -> tuple[dict[str, object], int]:
    opening = data.index(b"{", at)
    at = opening + 1
    found: dict[str, object] = {}
    while data[at : at + 1] != b"}":
        key, at = _value(data, at, 0)
        found[str(key)], at = _value(data, at, deepest)
    return found, at + 1
