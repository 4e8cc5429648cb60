from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import get_language

from shop.users.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts as this shop wants them: by e-mail, in the visitor's language."""

    def save_user(
        self, request: Any, user: User, form: Any, commit: bool = True
    ) -> User:
        user.language = get_language() or user.language
        saved: User = super().save_user(request, user, form, commit)
        return saved
