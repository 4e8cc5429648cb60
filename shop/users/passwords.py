from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import get_language

from shop.languages.writing import own_digits


class LengthValidator(MinimumLengthValidator):
    """Django's, which says how long in the digits of the page's language."""

    def get_error_message(self) -> str:
        return own_digits(super().get_error_message(), get_language() or "en")

    def get_help_text(self) -> str:
        return own_digits(str(super().get_help_text()), get_language() or "en")
