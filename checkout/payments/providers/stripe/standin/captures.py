"""Money that the stand-in secures first and takes when it is told to."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.events import tell
from checkout.payments.providers.stripe.standin.faults import ApiFault, wrong_state
from checkout.payments.providers.stripe.standin.params import Params
from checkout.payments.standin.models import StandinObject

HELD_FOR = timedelta(days=7)
CAPTURE_METHODS = ("automatic", "automatic_async", "manual")


def read_capture_method(params: Params) -> str:
    given = str(params.get("capture_method", "automatic_async"))
    if given not in CAPTURE_METHODS:
        raise ApiFault(
            f"Invalid capture_method: must be one of {', '.join(CAPTURE_METHODS)}",
            param="capture_method",
        )
    return given


def is_secured_first(intent: StandinObject) -> bool:
    return bool(intent.data["capture_method"] == "manual")


def capture_before(intent: StandinObject) -> int | None:
    if not is_secured_first(intent):
        return None
    return int((timezone.now() + HELD_FOR).timestamp())


def secure(intent: StandinObject, charge: StandinObject) -> Answer:
    """The bank holds the money ready; nothing has been taken."""
    intent.change(
        status="requires_capture",
        amount_capturable=intent.data["amount"],
        latest_charge=charge.pk,
        last_payment_error=None,
        next_action=None,
        payment_method=charge.data["payment_method"],
    )
    tell("payment_intent.amount_capturable_updated", intent.data)
    return Answer(intent.data)


def capture(intent: StandinObject, params: Params) -> Answer:
    """Take what is secured, or a part of it; the rest is let go."""
    status = intent.data["status"]
    if status != "requires_capture":
        raise wrong_state(
            f"This PaymentIntent could not be captured because it has a status of"
            f" {status}. Only a PaymentIntent with one of the following statuses may be"
            " captured: requires_capture."
        )
    held = intent.data["amount_capturable"]
    given = str(params.get("amount_to_capture", held))
    if not given.isdecimal() or len(given) > 11 or not 0 < int(given) <= held:
        raise ApiFault(
            f"Amount to capture ({given}) must be between 1 and {held}.",
            code="amount_too_large",
            param="amount_to_capture",
        )
    charge = StandinObject.objects.of("charge").get(pk=intent.data["latest_charge"])
    charge.change(amount_captured=int(given), captured=True)
    intent.change(status="succeeded", amount_received=int(given), amount_capturable=0)
    tell("charge.captured", charge.data)
    tell("payment_intent.succeeded", intent.data)
    return Answer(intent.data)


@transaction.atomic
def let_go(intent_id: str) -> None:
    """What happens by itself once the bank holds the money no longer."""
    intent = StandinObject.objects.of("payment_intent").get(pk=intent_id)
    intent.change(
        status="canceled",
        amount_capturable=0,
        canceled_at=int(timezone.now().timestamp()),
        cancellation_reason="automatic",
    )
    tell("payment_intent.canceled", intent.data)
