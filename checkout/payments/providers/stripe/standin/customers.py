"""Customers of the stand-in: who keeps ways of paying there."""

from __future__ import annotations

from datetime import datetime

from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.events import tell
from checkout.payments.providers.stripe.standin.faults import unknown
from checkout.payments.providers.stripe.standin.params import Params
from checkout.payments.standin.models import StandinObject, new_id


def create(params: Params, *, now: datetime) -> Answer:
    customer_id = new_id("cus")
    customer = StandinObject.objects.create(
        id=customer_id,
        kind="customer",
        data={
            "id": customer_id,
            "object": "customer",
            "created": int(now.timestamp()),
            "email": params.get("email"),
            "livemode": False,
            "metadata": params.get("metadata", {}),
            "name": params.get("name"),
        },
    )
    tell("customer.created", customer.data)
    return Answer(customer.data)


def find_customer(customer_id: str) -> StandinObject:
    customer = StandinObject.objects.of("customer").filter(pk=customer_id).first()
    if customer is None:
        raise unknown("customer", customer_id, param="customer")
    return customer


def customer_in(params: Params) -> str | None:
    """The customer that parameters name, who must exist; None if they name none."""
    given = str(params.get("customer", ""))
    return find_customer(given).pk if given else None
