"""Keeping a way of paying without buying anything."""

from __future__ import annotations

from collections.abc import Sequence

from checkout.payments.models import PaymentMethod
from checkout.payments.providers.protocol import Begun
from checkout.payments.providers.registry import (
    PROVIDERS,
    provider_called,
    remembering,
)
from checkout.payments.saved.keeping import finish_adding
from checkout.payments.saved.models import Adding, SavedMethod
from shop.users.models import User


def ways_to_keep() -> Sequence[PaymentMethod]:
    """What a customer can keep or choose as their usual way, in the merchant's order.
    Which of them fits an order is only known with the order."""
    active = PaymentMethod.objects.filter(is_active=True, provider__in=PROVIDERS)
    return [
        method
        for method in active.order_by("position", "pk")
        if provider_called(method.provider).is_ready()
    ]


def start_adding(user: User, method: PaymentMethod) -> Adding:
    """Write down that a customer adds a way; its provider is called afterwards."""
    return Adding.objects.create(
        user=user, provider=method.provider, method_code=method.code
    )


def begin_adding(adding: Adding, *, return_url: str) -> Begun:
    """Call the provider; a second call goes on with the same. Raises PaymentFailed."""
    provider = remembering(adding.provider)
    assert provider, "only such ways are begun to be added"
    begun = provider.begin_adding(adding, return_url=return_url)
    Adding.objects.filter(pk=adding.pk, reference="").update(reference=begun.reference)
    return begun


def what_was_added(adding: Adding) -> SavedMethod | None:
    """Ask the provider, and keep what has come of it. Raises PaymentFailed."""
    if adding.saved:
        return adding.saved
    provider = remembering(adding.provider)
    assert provider, "only such ways are begun to be added"
    kept = provider.look_up_adding(adding) if adding.reference else None
    return finish_adding(adding, kept) if kept else None
