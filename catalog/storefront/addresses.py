"""Addresses of lists: every state of a list can be linked to, and reads short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

Parameter = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Address:
    """A path and the parameters that say what a list shows of it."""

    path: str
    parameters: Sequence[Parameter] = ()

    def __str__(self) -> str:
        if not self.parameters:
            return self.path
        return f"{self.path}?{urlencode(self.parameters)}"

    def having(self, **values: str) -> Address:
        """With these parameters instead of any of their name; "" takes one away."""
        kept = [each for each in self.parameters if each[0] not in values]
        added = [each for each in values.items() if each[1]]
        return Address(self.path, [*kept, *added])

    def without(self, *dropped: Parameter) -> Address:
        kept = [each for each in self.parameters if each not in dropped]
        return Address(self.path, kept)
