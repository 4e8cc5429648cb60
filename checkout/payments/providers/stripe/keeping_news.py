"""What Stripe tells of ways of paying that customers keep: read anew, like payments."""

from __future__ import annotations

from django.utils import timezone

from checkout.payments.providers.stripe.saving import (
    NAME,
    kept_in,
    read_method,
    read_setup,
)
from checkout.payments.saved.keeping import finish_adding, follow, remove
from checkout.payments.saved.models import Adding, SavedMethod

METHOD_EVENTS = {
    "payment_method.detached",
    "payment_method.updated",
    "payment_method.automatically_updated",
}
KEEPING_EVENTS = METHOD_EVENTS | {"setup_intent.succeeded"}


def follow_keeping(kind: str, reference: str) -> None:
    """Bring what is kept to what Stripe now says of it."""
    if kind in METHOD_EVENTS:
        _follow_method(reference)
        return
    adding = Adding.objects.filter(provider=NAME, reference=reference).first()
    kept = kept_in(read_setup(reference).payment_method) if adding else None
    if adding and kept:
        finish_adding(adding, kept)


def _follow_method(reference: str) -> None:
    ours = SavedMethod.objects.filter(provider=NAME, reference=reference).first()
    if ours is None:
        return
    kept = kept_in(read_method(reference))
    if kept:
        follow(ours, kept)
    else:
        remove(ours, now=timezone.now())
