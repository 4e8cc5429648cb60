"""PaymentIntents: made once for a payment, read as often as needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import stripe
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from checkout.orders.models import Order
from checkout.payments.models import Payment
from checkout.payments.providers.protocol import (
    Finding,
    Kept,
    PaymentFailed,
    Risk,
)
from checkout.payments.providers.stripe.client import refusals_told, stripe_client
from checkout.payments.providers.stripe.currencies import (
    NotChargeable,
    from_stripe,
    to_stripe,
)
from checkout.payments.providers.stripe.failures import sentence_for
from checkout.payments.providers.stripe.saving import (
    customer_of,
    kept_in,
    no_longer_kept,
)
from checkout.payments.saved.models import SavedMethod
from shop.money.amounts import ZERO

# where Stripe does not say how long it holds money ready
HELD_FOR = timedelta(days=7)
# a try that failed leaves the intent open for another card: not FAILED
STATUSES = {
    "requires_capture": Payment.Status.AUTHORISED,
    "succeeded": Payment.Status.CAPTURED,
    "canceled": Payment.Status.CANCELLED,
}


def make_intent(payment: Payment) -> stripe.PaymentIntent:
    """Make the payment's intent, and charge it at once to what the buyer has kept.

    A second call answers as the first did. What it says of the status may be old:
    Stripe repeats its first answer.
    """
    params = _params(payment)
    with refusals_told():
        try:
            return stripe_client().v1.payment_intents.create(
                params, {"idempotency_key": str(payment.key)}
            )
        except stripe.CardError as fault:
            # the intent is there, and open for another try with the buyer
            refused = fault.error and fault.error.payment_intent
            if not refused:
                raise
            return read_intent(refused.id)
        except stripe.InvalidRequestError as fault:
            if payment.saved_method and (failure := no_longer_kept(fault)):
                raise failure from fault
            raise


def _params(payment: Payment) -> stripe.params.PaymentIntentCreateParams:
    params: stripe.params.PaymentIntentCreateParams = {
        "amount": _minor_units(payment.amount, payment.currency),
        "currency": payment.currency.lower(),
        "automatic_payment_methods": {"enabled": True},
        "description": payment.order.number,
        "metadata": {"order": payment.order.number, "payment": str(payment.key)},
    }
    if payment.captures_later:
        params["capture_method"] = "manual"
    saved, user = payment.saved_method, payment.order.user
    if saved:
        params |= {
            "customer": saved.customer_reference,
            "payment_method": saved.reference,
            "confirm": True,
            "off_session": True,
            "return_url": _page_of(payment.order),
        }
    elif payment.wants_keeping and user:
        params |= {
            "customer": customer_of(user),
            "setup_future_usage": "off_session",
        }
    return params


def _page_of(order: Order) -> str:
    """The same on every call, so that a repeated one is the same request."""
    with override(order.language):
        return f"{settings.SITE_URL}{reverse('order_payment', args=[order.token])}"


def wants_the_buyer(intent: stripe.PaymentIntent) -> bool:
    """Whether the bank refused only because the buyer was not there to be asked."""
    error = intent.last_payment_error
    is_open = intent.status == "requires_payment_method"
    return is_open and error is not None and error.code == "authentication_required"


def ask_the_buyer(
    intent: stripe.PaymentIntent, saved: SavedMethod, *, return_url: str
) -> stripe.PaymentIntent:
    """Try the same way again, with the buyer there to answer their bank."""
    with refusals_told():
        try:
            return stripe_client().v1.payment_intents.confirm(
                intent.id,
                {"payment_method": saved.reference, "return_url": return_url},
            )
        except (stripe.CardError, stripe.InvalidRequestError):
            # refused again, or somebody was faster: what is true is read
            return read_intent(intent.id)


def page_of_the_bank(intent: stripe.PaymentIntent) -> str:
    """Where the bank waits for the buyer, "" if it does not."""
    action = intent.next_action if intent.status == "requires_action" else None
    way = action and action.redirect_to_url
    return (way and way.url) or ""


def read_intent(reference: str) -> stripe.PaymentIntent:
    with refusals_told():
        return stripe_client().v1.payment_intents.retrieve(
            reference, {"expand": ["latest_charge"]}
        )


def find_intent(key: str) -> str:
    """The id of the intent that was made for our payment `key`, "" for none.

    Stripe's search is a minute behind, and remembers after keys are forgotten.
    """
    with refusals_told():
        page = stripe_client().v1.payment_intents.search(
            {"query": f"metadata['payment']:'{key}'", "limit": 1}
        )
    return page.data[0].id if page.data else ""


def read_paid_with(reference: str) -> Kept | None:
    """What an intent was paid with, if it has been kept."""
    with refusals_told():
        intent = stripe_client().v1.payment_intents.retrieve(
            reference, {"expand": ["payment_method"]}
        )
    return kept_in(intent.payment_method)


def cancel_intent(reference: str) -> None:
    """Close an intent; one that is closed already stays so."""
    with refusals_told():
        try:
            stripe_client().v1.payment_intents.cancel(reference)
        except stripe.InvalidRequestError as fault:
            if fault.code != "payment_intent_unexpected_state":
                raise
            if read_intent(reference).status != "canceled":
                raise PaymentFailed(
                    _("The payment has already been made."), retry=False
                ) from fault


def capture_intent(reference: str, *, amount: Decimal, currency: str, key: str) -> None:
    """Take `amount` of what an intent has secured; what was taken stays taken."""
    with refusals_told():
        try:
            stripe_client().v1.payment_intents.capture(
                reference,
                {"amount_to_capture": _minor_units(amount, currency)},
                {"idempotency_key": f"{key}-capture-{amount.normalize():f}"},
            )
        except stripe.InvalidRequestError as fault:
            if fault.code != "payment_intent_unexpected_state":
                raise
            if read_intent(reference).status != "succeeded":
                raise PaymentFailed(
                    _("The bank no longer holds the money ready."), retry=False
                ) from fault


def refund_intent(reference: str, *, amount: Decimal, currency: str, key: str) -> str:
    """Give part of an intent's money back; returns the refund's id."""
    with refusals_told():
        refund = stripe_client().v1.refunds.create(
            {
                "payment_intent": reference,
                "amount": _minor_units(amount, currency),
                "metadata": {"refund": key},
            },
            {"idempotency_key": key},
        )
    if refund.status in {"failed", "canceled"}:
        raise PaymentFailed(_("The bank did not take the money back."), retry=False)
    return refund.id


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A refund as Stripe knows it; `key` is ours, "" if it was made elsewhere."""

    reference: str
    amount: Decimal
    key: str
    is_done: bool
    failure: str = ""


def refunds_of(reference: str) -> list[GivenBack]:
    with refusals_told():
        page = stripe_client().v1.refunds.list(
            {"payment_intent": reference, "limit": 100}
        )
    return [
        GivenBack(
            reference=refund.id,
            amount=from_stripe(refund.amount, refund.currency),
            key=str(getattr(refund.metadata, "refund", "")),
            is_done=refund.status == "succeeded",
            failure=_why_it_failed(refund),
        )
        for refund in page.data
    ]


def _why_it_failed(refund: stripe.Refund) -> str:
    if refund.status not in {"failed", "canceled"}:
        return ""
    return getattr(refund, "failure_reason", None) or str(refund.status)


def finding_of(intent: stripe.PaymentIntent, *, language: str) -> Finding:
    """What an intent says; why it failed is told in the buyer's language."""
    charge = intent.latest_charge
    assert not isinstance(charge, str), "read_intent has it expanded"
    status = STATUSES.get(intent.status, Payment.Status.PENDING)
    risk = _risk_of(charge)
    if status == Payment.Status.CAPTURED:
        assert charge, "it has succeeded"
        return Finding(
            status,
            captured=from_stripe(intent.amount_received, intent.currency),
            reference=intent.id,
            movement=charge.id,
            risk=risk,
        )
    if status == Payment.Status.AUTHORISED:
        return Finding(
            status,
            reference=intent.id,
            risk=risk,
            secured_until=_secured_until(intent, charge),
        )
    failure = ""
    if intent.status == "requires_payment_method" and intent.last_payment_error:
        with override(language):
            failure = sentence_for(intent.last_payment_error)
    return Finding(
        status,
        captured=ZERO,
        reference=intent.id,
        failure=failure,
        risk=risk,
        is_processing=intent.status == "processing",
    )


def _secured_until(
    intent: stripe.PaymentIntent, charge: stripe.Charge | None
) -> datetime:
    """When Stripe lets go of the money: most cards say so."""
    details = charge.payment_method_details if charge else None
    card = getattr(details, "card", None)
    said = getattr(card, "capture_before", None)
    if said:
        return datetime.fromtimestamp(said, UTC)
    made = charge.created if charge else intent.created
    return datetime.fromtimestamp(made, UTC) + HELD_FOR


def _risk_of(charge: stripe.Charge | None) -> Risk | None:
    outcome = charge.outcome if charge else None
    if outcome is None:
        return None
    return Risk(
        level=outcome.risk_level or "",
        # only accounts with Radar for teams are told a score
        score=getattr(outcome, "risk_score", None),
        reason=outcome.seller_message or "",
    )


def _minor_units(amount: Decimal, currency: str) -> int:
    try:
        return to_stripe(amount, currency)
    except NotChargeable as refusal:
        raise PaymentFailed(
            _("Cards cannot be charged this amount in this currency."), retry=False
        ) from refusal
