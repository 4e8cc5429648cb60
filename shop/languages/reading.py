"""What people type, whatever keyboard they have."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

# how Arabic keyboards mark decimals, and thousands
_SEPARATORS = str.maketrans({"\u066b": ".", "\u066c": None})


def plain_digits(text: str) -> str:
    """`text` with the digits 0 to 9 in place of those of any other script."""
    return "".join(
        str(digit)
        if (digit := unicodedata.decimal(letter, None)) is not None
        else letter
        for letter in text
    ).translate(_SEPARATORS)


class CodeField(forms.CharField):
    """A number or code that is compared or dialled: a postcode, a telephone number."""

    def to_python(self, value: Any) -> str:
        return plain_digits(super().to_python(value) or "")


class AmountField(forms.DecimalField):
    """A number as it is typed in any script."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(
            plain_digits(value) if isinstance(value, str) else value
        )
