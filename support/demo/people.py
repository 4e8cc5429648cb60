from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings

from checkout.demo.saved_cards import keep_test_card
from shop.users.models import Address, User
from support.demo.reading import facts

# for trying the shop out on one's own machine; elsewhere they sign in by code
PASSWORD = "linden-tea" if settings.DEBUG else None


def load_customers() -> dict[str, User]:
    """The demo shop's customers, by the names they sign reviews with."""
    signed: dict[str, User] = {}
    for one in facts("customers")["customer"]:
        user = User.objects.filter(email=one["email"]).first() or _join(one)
        signed |= dict.fromkeys(one["reviews_as"], user)
    return signed


def _join(one: dict[str, Any]) -> User:
    user = User.objects.create_user(
        one["email"], PASSWORD, name=one["name"], language=one["language"]
    )
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    Address.objects.create(user=user, name=user.name, is_default=True, **one["address"])
    keep_test_card(user)
    return user
