"""Creditor references (ISO 11649), which banks carry unchanged."""

from __future__ import annotations

LONGEST_TEXT = 21


def creditor_reference(text: str) -> str:
    """The reference for `text`, of which letters and digits count."""
    bare = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    assert 0 < len(bare) <= LONGEST_TEXT, "a creditor reference has 1 to 21 characters"
    # ISO 7064 MOD 97-10: letters count from A = 10
    number = int("".join(str(int(c, 36)) for c in bare + "RF00"))
    return f"RF{98 - number % 97:02d}{bare}"


def in_groups(text: str) -> str:
    """Four by four, as references and IBANs are read aloud."""
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))
