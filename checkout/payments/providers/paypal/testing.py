"""For tests: our own requests reach the stand-in inside this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from django.db import transaction
from django.test import Client

from catalog.testing import make_variant
from checkout.orders.models import Order
from checkout.payments.models import Payment
from checkout.payments.providers.paypal import client, signatures
from checkout.payments.providers.paypal.standin import events, orders
from checkout.payments.starting import begin_payment
from shop.money.amounts import ZERO

HERE = "http://localhost:8000"
ADDRESS = {
    "name": "Anna Ozola",
    "street": "Brīvības iela 1",
    "postcode": "LV-1010",
    "city": "Rīga",
    "country": "LV",
}
_numbers = count(1)


class InProcess(httpx.BaseTransport):
    """Carries requests to our own URLs without a socket, and remembers them."""

    def __init__(self) -> None:
        self.client = Client()
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        # only what is lost comes packed
        request.headers.pop("Accept-Encoding", None)
        response = self.client.generic(
            request.method,
            request.url.raw_path.decode(),
            request.read(),
            request.headers.get("Content-Type", ""),
            headers=dict(request.headers),
        )
        if "Content-Encoding" in response:
            raise httpx.ReadError("cut off")
        return httpx.Response(
            response.status_code,
            headers=dict(response.headers),
            content=response.content,
        )

    def writes(self) -> list[httpx.Request]:
        """What was asked to be done, apart from tokens."""
        return [
            one
            for one in self.asked
            if one.method == "POST" and "oauth2" not in one.url.path
        ]


@dataclass
class Post:
    """What the stand-in has sent to the shop's webhook; `is_lost` drops the rest."""

    line: InProcess
    sent: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    is_lost: bool = False

    def deliver(self, payload: str, headers: dict[str, str]) -> None:
        if not self.is_lost:
            self.sent.append((payload, headers))
            status = post_event(payload, headers)
            if status >= 400:
                request = httpx.Request("POST", f"{HERE}/hooks/paypal/")
                httpx.Response(status, request=request).raise_for_status()


def post_event(payload: str | bytes, headers: dict[str, str]) -> int:
    """Post to the shop's webhook; returns the status of the answer."""
    response = Client().post(
        "/hooks/paypal/", payload, content_type="application/json", headers=headers
    )
    return response.status_code


@pytest.fixture
def standin(db: None) -> Iterator[Post]:
    """PayPal, played by the stand-in; webhooks arrive when jobs are run."""
    line = InProcess()
    post, through = Post(line), httpx.Client(transport=line)
    client.forget_token()
    with (
        patch.object(client, "http_client", lambda: through),
        patch.object(signatures, "http_client", lambda: through),
        patch.object(events, "deliver", post.deliver),
    ):
        yield post
    client.forget_token()


def make_paypal_payment(
    amount: str = "49.90", *, currency: str = "EUR", user: Any = None, **fields: Any
) -> Payment:
    """A payment by PayPal that waits to be begun, of an order that waits for it."""
    total = Decimal(amount)
    order = Order.objects.create(
        number=f"P-{next(_numbers):05}",
        user=user,
        email="buyer@example.com",
        name="Anna Ozola",
        language="en",
        country="LV",
        currency=currency,
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
        goods=total,
        discount=ZERO,
        shipping=ZERO,
        fee=ZERO,
        vat=ZERO,
        total=total,
        method_code="courier",
        method_name="Courier",
        promised_from=date(2026, 11, 24),
        promised_until=date(2026, 11, 26),
        payment_method="paypal",
    )
    known = {"provider": "paypal", "method_code": "paypal", "amount": total}
    return Payment.objects.create(order=order, currency=currency, **known | fields)


def add_line(order: Order, price: str, quantity: int, **fields: Any) -> None:
    """A line of an order; what is not given follows from price and quantity."""
    gross = Decimal(price) * quantity - fields.get("discount", ZERO)
    known = {
        "variant": make_variant(),
        "title": "Oat mug",
        "sku": "MUG",
        "regular_price": Decimal(price),
        "discount": ZERO,
        "vat": ZERO,
        "vat_rate": Decimal(21),
    }
    order.lines.create(
        quantity=quantity, unit_price=Decimal(price), gross=gross, **known | fields
    )


def begun(amount: str = "49.90", **fields: Any) -> Payment:
    payment = make_paypal_payment(amount, **fields)
    begin_payment(payment, return_url=f"{HERE}/en/")
    return payment


def approve(payment: Payment, pays_with: str = "good") -> None:
    """What the buyer does at PayPal."""
    with transaction.atomic():
        orders.approve(payment.reference, pays_with=pays_with)


def body_of(request: httpx.Request) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(request.content)
    return body
