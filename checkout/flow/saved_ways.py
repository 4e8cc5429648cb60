"""The ways of paying that a customer has kept, among those that are offered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from checkout.payments.models import PaymentMethod
from checkout.payments.providers.registry import remembering
from checkout.payments.saved.models import SavedMethod

_PREFIX = "saved-"


def code_of(saved: SavedMethod) -> str:
    """What a kept way is called in forms, beside the codes of PaymentMethod."""
    return f"{_PREFIX}{saved.pk}"


def kept_among(
    ways: Sequence[PaymentMethod], *, owner: int | None, today: date
) -> list[SavedMethod]:
    """What a customer has kept and can pay with here, the default first."""
    if owner is None or not ways:
        return []
    codes = {way.code: way.provider for way in ways}
    return [
        saved
        for saved in SavedMethod.objects.usable(today).filter(user=owner)
        if codes.get(saved.method_code) == saved.provider
    ]


def chosen_among(
    ways: Sequence[PaymentMethod], kept: Sequence[SavedMethod], code: str
) -> tuple[PaymentMethod | None, SavedMethod | None]:
    """The way called `code`, else the customer's first, else the merchant's first;
    and what has been kept of it, if that is what pays."""
    by_code = {way.code: way for way in ways}
    if code in by_code:
        return by_code[code], None
    for saved in kept:
        if code in {code_of(saved), ""} or not code.startswith(_PREFIX):
            return by_code[saved.method_code], saved if saved.reference else None
    return (ways[0], None) if ways else (None, None)


def can_be_kept(way: PaymentMethod | None) -> bool:
    return way is not None and remembering(way.provider) is not None
