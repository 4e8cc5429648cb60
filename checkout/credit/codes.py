"""Codes of gift cards: easy to read aloud, not to be guessed, and nowhere stored.

A code is worked out from a card's random seed and the shop's secret key. Who steals the
database alone gets seeds and digests, of which no code can be made; who has a card's
order or its mail can be shown the code again, because we can work it out once more.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from shop.languages.reading import plain_digits

# neither vowels (no words come out) nor letters and digits that look alike
ALPHABET = "23456789BCDFGHJKMNPQRTVWXZ"
LENGTH = 16
_GROUP = 4
# what is read in place of ours
_ALIKE = str.maketrans("S", "5")


def code_from(seed: UUID, secret: str | None = None) -> str:
    """K7M3-9QXT-2HBR-VW4D: 75 bits that only this shop can work out."""
    digest = salted_hmac("gift card", seed.hex, secret=secret, algorithm="sha256")
    number = int.from_bytes(digest.digest(), "big")
    letters = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return in_groups("".join(letters))


def shown_code(seed: UUID, code_digest: str) -> str:
    """The code of a card issued under the secret key of today or an earlier one;
    "" when that key is gone. The card is good all the same."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        code = code_from(seed, secret)
        if digest_of(code) == code_digest:
            return code
    return ""


def as_code(typed: str) -> str:
    """What somebody typed, written as our codes are; "" when it cannot be one."""
    bare = "".join(
        letter
        for letter in plain_digits(typed).upper().translate(_ALIKE)
        if letter.isascii() and letter.isalnum()
    )
    if len(bare) != LENGTH or not set(bare) <= set(ALPHABET):
        return ""
    return in_groups(bare)


def digest_of(code: str) -> str:
    """Of a code as `as_code` writes it. Nobody tries 75 bits, so no salt is needed."""
    return hashlib.sha256(f"gift card {code}".encode()).hexdigest()


def in_groups(bare: str) -> str:
    groups = (bare[i : i + _GROUP] for i in range(0, len(bare), _GROUP))
    return "-".join(groups)
