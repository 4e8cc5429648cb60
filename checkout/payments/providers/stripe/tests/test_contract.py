"""What we rely on at Stripe, held true by the stand-in over a real socket, and by
Stripe itself with real test keys:

    STRIPE_SECRET_KEY=sk_test_… STRIPE_PUBLISHABLE_KEY=pk_test_… pytest -m live
"""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
import stripe
from django.conf import settings as configured
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from checkout.payments.providers.stripe.client import stripe_client

RETURN = "https://shop.example/en/"


@pytest.fixture(params=["standin", pytest.param("live", marks=pytest.mark.live)])
def api(
    request: pytest.FixtureRequest, live_server: LiveServer, settings: Settings
) -> stripe.StripeClient:
    """The library as the shop uses it, against the stand-in or against Stripe."""
    if request.param == "live":
        if (
            configured.USES_STRIPE_STANDIN
            or "_test_" not in configured.STRIPE_SECRET_KEY
        ):
            pytest.skip("STRIPE_SECRET_KEY is not a test key of Stripe")
    else:
        settings.SITE_URL = live_server.url
    return stripe_client()


def make(api: stripe.StripeClient, key: str = "", **more: Any) -> stripe.PaymentIntent:
    params: Any = {
        "amount": 4990,
        "currency": "eur",
        "automatic_payment_methods": {"enabled": True},
        "description": "T-00001",
        "metadata": {"order": "T-00001", "payment": str(uuid.uuid4())},
    }
    return api.v1.payment_intents.create(
        params | more, {"idempotency_key": key or str(uuid.uuid4())}
    )


def confirm(api: stripe.StripeClient, intent: str, card: str) -> stripe.PaymentIntent:
    params: Any = {"payment_method": card, "return_url": RETURN}
    return api.v1.payment_intents.confirm(intent, params)


def test_an_intent_waits_for_a_card(api: stripe.StripeClient) -> None:
    intent = make(api)

    assert intent.status == "requires_payment_method"
    assert str(intent.client_secret).startswith(f"{intent.id}_secret_")


def test_a_key_means_one_intent_and_one_set_of_parameters(
    api: stripe.StripeClient,
) -> None:
    options: stripe.RequestOptions = {"idempotency_key": str(uuid.uuid4())}
    intents = api.v1.payment_intents

    first = intents.create({"amount": 990, "currency": "eur"}, options)

    assert intents.create({"amount": 990, "currency": "eur"}, options).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        intents.create({"amount": 991, "currency": "eur"}, options)


def test_a_good_card_pays_and_goes_back_no_more_than_once(
    api: stripe.StripeClient,
) -> None:
    intent = confirm(api, make(api).id, "pm_card_visa")
    assert (intent.status, intent.amount_received) == ("succeeded", 4990)
    assert isinstance(intent.latest_charge, str)

    part: stripe.params.RefundCreateParams = {
        "payment_intent": intent.id,
        "amount": 4000,
        "metadata": {"refund": "r-1"},
    }
    refund = api.v1.refunds.create(part, {"idempotency_key": str(uuid.uuid4())})
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.refunds.create(part, {"idempotency_key": str(uuid.uuid4())})

    listed = api.v1.refunds.list({"payment_intent": intent.id, "limit": 100})
    assert [(one.id, one.amount) for one in listed.data] == [(refund.id, 4000)]
    assert getattr(listed.data[0].metadata, "refund", "") == "r-1"


@pytest.mark.parametrize(
    ("card", "code", "reason"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        (
            "pm_card_visa_chargeDeclinedInsufficientFunds",
            "card_declined",
            "insufficient_funds",
        ),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
    ],
)
def test_a_declined_card_leaves_the_intent_open(
    api: stripe.StripeClient, card: str, code: str, reason: str
) -> None:
    intent = make(api)

    with pytest.raises(stripe.CardError) as refusal:
        confirm(api, intent.id, card)

    found = api.v1.payment_intents.retrieve(intent.id)
    assert refusal.value.code == code
    assert found.status == "requires_payment_method"
    assert found.last_payment_error is not None
    assert found.last_payment_error.code == code
    assert found.last_payment_error.decline_code == reason


def test_3d_secure_asks_the_buyer_to_go_to_the_bank(api: stripe.StripeClient) -> None:
    intent = confirm(api, make(api).id, "pm_card_authenticationRequired")

    assert intent.status == "requires_action"
    assert intent.next_action is not None
    assert intent.next_action.type == "redirect_to_url"


def test_what_is_cancelled_stays_so_and_what_is_paid_too(
    api: stripe.StripeClient,
) -> None:
    cancelled = api.v1.payment_intents.cancel(make(api).id)
    paid = confirm(api, make(api).id, "pm_card_visa")

    assert cancelled.status == "canceled"
    for intent in (cancelled, paid):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            api.v1.payment_intents.cancel(intent.id)
        assert refusal.value.code == "payment_intent_unexpected_state"


def test_money_is_secured_first_and_taken_in_part(api: stripe.StripeClient) -> None:
    intents = api.v1.payment_intents
    made = make(api, capture_method="manual")

    held = confirm(api, made.id, "pm_card_visa")
    assert (held.status, held.amount_capturable) == ("requires_capture", 4990)
    charge = intents.retrieve(made.id, {"expand": ["latest_charge"]}).latest_charge
    assert isinstance(charge, stripe.Charge)
    assert not charge.captured

    taken = intents.capture(made.id, {"amount_to_capture": 2990})

    assert (taken.status, taken.amount_received) == ("succeeded", 2990)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        intents.capture(made.id)
    assert refusal.value.code == "payment_intent_unexpected_state"


def test_secured_money_is_let_go_by_cancelling(api: stripe.StripeClient) -> None:
    made = make(api, capture_method="manual")
    confirm(api, made.id, "pm_card_visa")

    assert api.v1.payment_intents.cancel(made.id).status == "canceled"


def test_a_charge_says_what_radar_thinks(api: stripe.StripeClient) -> None:
    intent = confirm(api, make(api).id, "pm_card_visa")

    found = api.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})

    charge = found.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert charge.outcome is not None
    assert charge.outcome.risk_level == "normal"
    assert charge.outcome.seller_message


def test_a_disputed_card_withdraws_its_money(api: stripe.StripeClient) -> None:
    intent = confirm(api, make(api).id, "pm_card_createDispute")
    found = _wait_for_disputes(api, intent.id)

    dispute = api.v1.disputes.retrieve(found.id)

    assert dispute.status == "needs_response"
    assert dispute.evidence_details.due_by
    assert [moved.amount < 0 for moved in dispute.balance_transactions] == [True]


def _wait_for_disputes(api: stripe.StripeClient, intent: str) -> stripe.Dispute:
    """Stripe opens them a moment after the charge."""
    for _ in range(20):
        page = api.v1.disputes.list({"payment_intent": intent})
        if page.data:
            return page.data[0]
        time.sleep(1)
    raise AssertionError(f"no dispute of {intent}")


def test_a_debit_takes_its_time(api: stripe.StripeClient) -> None:
    params: Any = {
        "payment_method_data": {
            "type": "sepa_debit",
            "sepa_debit": {"iban": "DE89370400440532013000"},
            "billing_details": {"name": "Anna Ozola", "email": "anna@example.com"},
        },
        "mandate_data": {
            "customer_acceptance": {
                "type": "online",
                "online": {"ip_address": "192.0.2.1", "user_agent": "test"},
            }
        },
        "return_url": RETURN,
    }
    try:
        intent = api.v1.payment_intents.confirm(make(api).id, params)
    except stripe.InvalidRequestError as refusal:
        if "sepa_debit" in str(refusal):
            pytest.skip("the account does not offer SEPA direct debit")
        raise

    assert intent.status == "processing"


def test_what_does_not_exist_is_missing(api: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.v1.payment_intents.retrieve("pi_doesnotexist")

    assert refusal.value.code == "resource_missing"
