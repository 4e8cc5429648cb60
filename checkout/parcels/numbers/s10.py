"""Numbers of the posts (UPU standard S10): two letters, nine digits, a country."""

from __future__ import annotations

_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def s10_check_digit(serial: str) -> int:
    rest = sum(int(d) * w for d, w in zip(serial, _WEIGHTS, strict=True)) % 11
    return {0: 5, 1: 0}.get(rest, 11 - rest)


def s10_number(service: str, serial: int, *, country: str) -> str:
    digits = f"{serial:08}"
    return f"{service}{digits}{s10_check_digit(digits)}{country}"
