"""What we rely on at Stripe, held true by the stand-in over a real socket, and by
Stripe itself with real test keys:

    STRIPE_SECRET_KEY=sk_test_… STRIPE_PUBLISHABLE_KEY=pk_test_… pytest -m live
"""

from __future__ import annotations

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


def make(api: stripe.StripeClient, key: str = "") -> stripe.PaymentIntent:
    return api.v1.payment_intents.create(
        {
            "amount": 4990,
            "currency": "eur",
            "automatic_payment_methods": {"enabled": True},
            "description": "T-00001",
            "metadata": {"order": "T-00001", "payment": str(uuid.uuid4())},
        },
        {"idempotency_key": key or str(uuid.uuid4())},
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


def test_what_does_not_exist_is_missing(api: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.v1.payment_intents.retrieve("pi_doesnotexist")

    assert refusal.value.code == "resource_missing"
