from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that breaks a rule; `subject` is its name as staff know it."""

    subject: str
    sentence: str
