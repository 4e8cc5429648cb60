"""For tests: the real library talks to the stand-in inside this process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from unittest.mock import patch

import httpx
import pytest
import stripe
from django.test import Client
from requests.structures import CaseInsensitiveDict

from checkout.orders.models import Order
from checkout.payments.models import Payment
from checkout.payments.providers.stripe import client
from checkout.payments.providers.stripe.saving import (
    kept_in,
    make_setup,
    read_setup,
)
from checkout.payments.providers.stripe.standin import events, setups
from checkout.payments.saved.keeping import finish_adding
from checkout.payments.saved.models import Adding, SavedMethod
from shop.users.models import User

_numbers = count(1)


class InProcess(stripe.HTTPClient):
    """Carries the library's requests to our own URLs without a socket."""

    name = "in-process"

    def __init__(self) -> None:
        super().__init__()
        self.client = Client()

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        **_: Any,
    ) -> tuple[str, int, CaseInsensitiveDict[str]]:
        response = self.client.generic(
            method.upper(),
            url.replace("http://localhost:8000", ""),
            post_data or "",
            "application/x-www-form-urlencoded",
            headers=dict(headers or {}),
        )
        if "Content-Encoding" in response:
            raise stripe.APIConnectionError("cut off")  # type: ignore[no-untyped-call]
        return (
            response.content.decode(),
            response.status_code,
            CaseInsensitiveDict(response.headers),
        )


@dataclass
class Post:
    """What the stand-in has sent to the shop's webhook; `is_lost` drops the rest."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    is_lost: bool = False

    def deliver(self, payload: str, signature: str) -> None:
        if not self.is_lost:
            self.sent.append((payload, signature))
            status = post_event(payload, signature)
            if status >= 400:
                request = httpx.Request("POST", "http://localhost:8000/hooks/stripe/")
                answer = httpx.Response(status, request=request)
                answer.raise_for_status()


def post_event(payload: str, signature: str) -> int:
    """Post to the shop's webhook; returns the status of the answer."""
    response = Client().post(
        "/hooks/stripe/",
        payload,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )
    return response.status_code


@pytest.fixture
def standin(db: None) -> Any:
    """Stripe, played by the stand-in; webhooks arrive when jobs are run."""
    post, transport = Post(), InProcess()
    with (
        patch.object(client, "http_client", lambda: transport),
        patch.object(events, "deliver", post.deliver),
    ):
        yield post


def make_card_payment(
    amount: str = "49.90", *, currency: str = "EUR", **fields: Any
) -> Payment:
    """A payment by card that waits to be begun, of an order that waits for it."""
    total = Decimal(amount)
    address = {"name": "Anna Ozola", "street": "Brīvības iela 1", "country": "LV"}
    order = Order.objects.create(
        number=f"T-{next(_numbers):05}",
        email="buyer@example.com",
        name="Anna Ozola",
        language="en",
        country="LV",
        currency=currency,
        shipping_address=address,
        billing_address=address,
        goods=total,
        discount=0,
        shipping=0,
        fee=0,
        vat=0,
        total=total,
        method_code="courier",
        method_name="Courier",
        promised_from=date(2026, 11, 24),
        promised_until=date(2026, 11, 26),
        payment_method="card",
    )
    fields = {"provider": "stripe", "method_code": "card", "amount": total} | fields
    return Payment.objects.create(order=order, currency=currency, **fields)


def confirm(
    reference: str, payment_method: str = "pm_card_visa", **params: Any
) -> stripe.PaymentIntent:
    """What Stripe.js does in the buyer's browser; raises CardError on a decline."""
    intents = client.stripe_client().v1.payment_intents
    asked: Any = {"payment_method": payment_method, **params}
    return intents.confirm(reference, asked)


def save_card(user: User, payment_method: str = "pm_card_visa") -> SavedMethod:
    """A card that a customer has added to their account."""
    adding = Adding.objects.create(user=user, provider="stripe", method_code="card")
    setup = make_setup(adding)
    page = "http://localhost:8000/en/"
    made = client.stripe_client().v1.setup_intents.confirm(
        setup.id, {"payment_method": payment_method, "return_url": page}
    )
    if made.status == "requires_action":
        setups.answer_challenge(setup.id, is_passed=True)
    kept = kept_in(read_setup(setup.id).payment_method)
    assert kept, "the card is a good one"
    return finish_adding(adding, kept)
