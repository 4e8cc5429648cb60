"""What providers tell us is stored under their id for it, and worked on by a job."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from checkout.payments.models import Payment, ProviderEvent
from shop.jobs.queue import enqueue


@transaction.atomic
def keep_event(
    provider: str, *, event_id: str, kind: str, payload: dict[str, Any]
) -> None:
    """Store an event, once, and let the job `PROVIDER.event` deal with it."""
    entry, _ = ProviderEvent.objects.get_or_create(
        provider=provider,
        event_id=event_id,
        defaults={"kind": kind, "payload": payload},
    )
    enqueue(f"{provider}.event", key=f"{provider}-{event_id}", event_id=entry.pk)


def mark_settled(event: ProviderEvent) -> bool:
    """False where somebody has dealt with it before."""
    unsettled = ProviderEvent.objects.filter(pk=event.pk, settled_at=None)
    return bool(unsettled.update(settled_at=timezone.now()))


def payment_told_of(
    provider: str, *, reference: str, key: uuid.UUID | None
) -> Payment | None:
    """Ours, if an event is about one of ours: `reference` is the provider's id of the
    payment, `key` what we had it write on it."""
    ours = Payment.objects.filter(provider=provider).select_related("order")
    if reference and (payment := ours.filter(reference=reference).first()):
        return payment
    payment = ours.filter(key=key).first() if key else None
    if payment is None or not reference:
        return payment
    # the event has overtaken the answer in which we learn the reference
    if ours.filter(pk=payment.pk, reference="").update(reference=reference):
        payment.reference = reference
        return payment
    return _made_twice(payment, reference)


def key_in(text: str | None) -> uuid.UUID | None:
    """Our key in what a provider gives back of ours, None where it is another's."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _made_twice(payment: Payment, reference: str) -> Payment:
    """A second payment there for one of ours (the first answer was lost for longer
    than keys are kept): what it brings is booked on its own, and goes back."""
    return Payment.objects.get_or_create(
        provider=payment.provider,
        reference=reference,
        defaults={
            "order": payment.order,
            "method_code": payment.method_code,
            "amount": payment.amount,
            "currency": payment.currency,
            "status": Payment.Status.CANCELLED,
        },
    )[0]
