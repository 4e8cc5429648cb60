"""What the stand-in tells the shop: events, sent as signed webhooks by jobs."""

from __future__ import annotations

import base64
import json
import uuid
import zlib
from contextlib import suppress
from typing import Any

import httpx
from django.conf import settings
from django.utils import timezone

from checkout.payments.providers.paypal.standin import certificates
from checkout.payments.providers.paypal.standin.objects import new_id, now
from checkout.payments.standin.knobs import AnswerLost, Fault, send_at, take
from checkout.payments.standin.models import StandinObject
from shop.jobs.queue import enqueue
from shop.jobs.registry import job

TIMEOUT = 10
WEBHOOK_FAULTS = (Fault.DROP, Fault.FORGE, Fault.REPEAT)


def tell(kind: str, resource_type: str, about: dict[str, Any]) -> StandinObject:
    """Write an event about an object as it is now, and see that it is sent."""
    event_id = f"WH-{new_id()}-{new_id()}"
    event = StandinObject.objects.create(
        id=event_id,
        kind="paypal_event",
        data={
            "id": event_id,
            "event_version": "1.0",
            "create_time": now(),
            "resource_type": resource_type,
            "event_type": kind,
            "summary": kind.replace(".", " ").capitalize(),
            "resource": about,
            "links": [],
        },
    )
    later = send_at(f"paypal.webhooks.{kind}")
    run_at = timezone.now() + later if later else None
    enqueue("paypal_standin.send", run_at=run_at, event_id=event_id)
    return event


@job("paypal_standin.send")
def send(event_id: str) -> None:
    """Send an event to the shop's webhook, signed as PayPal signs."""
    event = StandinObject.objects.of("paypal_event").get(pk=event_id)
    payload = json.dumps(event.data)
    call = f"paypal.webhooks.{event.data['event_type']}"
    faults = {knob.fault for knob in take(call, WEBHOOK_FAULTS)}
    if Fault.DROP in faults:
        return
    if Fault.FORGE in faults:
        with suppress(httpx.HTTPStatusError):
            deliver(payload, signed("forged"))
    deliver(payload, signed(payload))
    if Fault.REPEAT in faults:
        deliver(payload, signed(payload))
    if take(call, [Fault.DROP], after=True):
        raise AnswerLost


def signed(payload: str) -> dict[str, str]:
    """The headers of a webhook."""
    certificate = certificates.current()
    transmission, at = str(uuid.uuid4()), timezone.now().isoformat(timespec="seconds")
    checksum = zlib.crc32(payload.encode())
    message = f"{transmission}|{at}|{settings.PAYPAL_WEBHOOK_ID}|{checksum}"
    signature = certificates.sign(message, key=certificate.hidden["key"])
    place = f"{settings.SITE_URL}/standin/paypal/v1/notifications/certs"
    return {
        "PayPal-Transmission-Id": transmission,
        "PayPal-Transmission-Time": at,
        "PayPal-Transmission-Sig": base64.b64encode(signature).decode(),
        "PayPal-Auth-Algo": "SHA256withRSA",
        "PayPal-Cert-Url": f"{place}/{certificate.pk}",
    }


def deliver(payload: str, headers: dict[str, str]) -> None:
    """Post to the shop; anything but 2xx is an error, so that it is sent again."""
    httpx.post(
        f"{settings.SITE_URL}/hooks/paypal/",
        content=payload.encode(),
        headers={"Content-Type": "application/json", **headers},
        timeout=TIMEOUT,
    ).raise_for_status()
