"""What the stand-in tells the shop: events, sent as signed webhooks by jobs."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import httpx
import stripe
from django.conf import settings
from django.utils import timezone

from checkout.payments.providers.stripe.standin.knobs import (
    AnswerLost,
    Fault,
    send_at,
    take,
)
from checkout.payments.standin.models import StandinObject, new_id
from shop.jobs.queue import enqueue
from shop.jobs.registry import job

TIMEOUT = 10
WEBHOOK_FAULTS = (Fault.DROP, Fault.FORGE, Fault.REPEAT)


def tell(kind: str, about: dict[str, Any]) -> StandinObject:
    """Write an event about an object as it is now, and see that it is sent."""
    event_id = new_id("evt")
    event = StandinObject.objects.create(
        id=event_id,
        kind="event",
        data={
            "id": event_id,
            "object": "event",
            "api_version": stripe.api_version,
            "created": int(timezone.now().timestamp()),
            "data": {"object": about},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        },
    )
    later = send_at(f"webhooks.{kind}")
    run_at = timezone.now() + later if later else None
    enqueue("stripe_standin.send", run_at=run_at, event_id=event_id)
    return event


@job("stripe_standin.send")
def send(event_id: str) -> None:
    """Send an event to the shop's webhook, signed as Stripe signs."""
    event = StandinObject.objects.of("event").get(pk=event_id)
    payload = json.dumps(event.data)
    call = f"webhooks.{event.data['type']}"
    faults = {knob.fault for knob in take(call, WEBHOOK_FAULTS)}
    if Fault.DROP in faults:
        return
    if Fault.FORGE in faults:
        _try_forged(payload)
    deliver(payload, sign(payload))
    if Fault.REPEAT in faults:
        deliver(payload, sign(payload))
    if take(call, [Fault.DROP], after=True):
        raise AnswerLost


def _try_forged(payload: str) -> None:
    timestamp, _, _signature = sign(payload).partition(",")
    with suppress(httpx.HTTPStatusError):
        deliver(payload, f"{timestamp},v1={'0' * 64}")


def sign(payload: str, *, at: int | None = None) -> str:
    """The Stripe-Signature header of a payload."""
    header: str = stripe.WebhookSignature.generate_signature_header(
        payload, settings.STRIPE_WEBHOOK_SECRET, timestamp=at
    )
    return header


def deliver(payload: str, signature: str) -> None:
    """Post to the shop; anything but 2xx is an error, so that it is sent again."""
    httpx.post(
        f"{settings.SITE_URL}/hooks/stripe/",
        content=payload,
        headers={"Content-Type": "application/json", "Stripe-Signature": signature},
        timeout=TIMEOUT,
    ).raise_for_status()
