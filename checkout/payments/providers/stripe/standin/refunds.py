"""Money given back by the stand-in, never more than was taken."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.charges import find_charge
from checkout.payments.providers.stripe.standin.events import tell
from checkout.payments.providers.stripe.standin.faults import ApiFault, missing, unknown
from checkout.payments.providers.stripe.standin.intents import find
from checkout.payments.providers.stripe.standin.knobs import Fault, take
from checkout.payments.providers.stripe.standin.params import Params
from checkout.payments.standin.models import StandinObject, new_id
from shop.jobs.queue import enqueue
from shop.jobs.registry import job


def create(params: Params, *, now: datetime) -> Answer:
    charge = find_charge(_charge_id(params), lock=True)
    if not charge.data["paid"]:
        raise ApiFault(f"Charge {charge.pk} was not successful; it cannot be refunded.")
    amount = _amount(params, charge)
    refund_id = new_id("re")
    refund = StandinObject.objects.create(
        id=refund_id,
        kind="refund",
        data={
            "id": refund_id,
            "object": "refund",
            "amount": amount,
            "charge": charge.pk,
            "created": int(now.timestamp()),
            "currency": charge.data["currency"],
            "metadata": params.get("metadata", {}),
            "payment_intent": charge.data["payment_intent"],
            "reason": params.get("reason"),
            "status": "succeeded",
        },
        hidden={"charge": charge.pk},
    )
    refunded = charge.data["amount_refunded"] + amount
    charge.change(
        amount_refunded=refunded, refunded=refunded == charge.data["amount_captured"]
    )
    tell("refund.created", refund.data)
    tell("charge.refunded", charge.data)
    for knob in take("refunds.create", [Fault.BOUNCE]):
        enqueue(
            "stripe_standin.bounce",
            run_at=now + timedelta(seconds=knob.seconds),
            refund_id=refund_id,
        )
    return Answer(refund.data)


@job("stripe_standin.bounce")
@transaction.atomic
def send_back(refund_id: str) -> None:
    """The buyer's bank does not take the money: it comes back, once."""
    refund = StandinObject.objects.of("refund").get(pk=refund_id)
    charge = find_charge(refund.data["charge"], lock=True)
    refund.refresh_from_db()
    if refund.data["status"] == "failed":
        return
    refund.change(status="failed", failure_reason="lost_or_stolen_card")
    left = charge.data["amount_refunded"] - refund.data["amount"]
    charge.change(amount_refunded=left, refunded=False)
    tell("refund.failed", refund.data)
    tell("charge.refund.updated", refund.data)


def find_refund(refund_id: str) -> Answer:
    refund = StandinObject.objects.of("refund").filter(pk=refund_id).first()
    if refund is None:
        raise unknown("refund", refund_id, param="id")
    return Answer(refund.data)


def refunds_of(params: Params) -> Answer:
    """A page of the API's list, newest first."""
    refunds = StandinObject.objects.of("refund").order_by("-created_at", "-id")
    refunds = refunds.filter(hidden__charge=_charge_id(params))[:100]
    return Answer(
        {
            "object": "list",
            "data": [refund.data for refund in refunds],
            "has_more": False,
            "url": "/v1/refunds",
        }
    )


def _charge_id(params: Params) -> str:
    if given := params.get("charge"):
        return str(given)
    if not params.get("payment_intent"):
        raise missing("payment_intent")
    intent = find(str(params["payment_intent"]))
    if charge_id := intent.data["latest_charge"]:
        return str(charge_id)
    raise ApiFault(
        f"This PaymentIntent ({intent.pk}) does not have a successful charge to refund."
    )


def _amount(params: Params, charge: StandinObject) -> int:
    left: int = charge.data["amount_captured"] - charge.data["amount_refunded"]
    if not left:
        raise ApiFault(
            f"Charge {charge.pk} has already been refunded.",
            code="charge_already_refunded",
        )
    given = str(params.get("amount", left))
    if not given.isdecimal() or not 0 < len(given) < 12 or not int(given):
        raise ApiFault(
            f"Invalid integer: {given}",
            code="parameter_invalid_integer",
            param="amount",
        )
    if int(given) > left:
        raise ApiFault(
            f"Refund amount ({given}) is greater than unrefunded amount on charge"
            f" ({left})",
            code="amount_too_large",
            param="amount",
        )
    return int(given)
