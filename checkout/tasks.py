from __future__ import annotations

from checkout.cart import forgetting
from checkout.compensation import giving, making_good
from checkout.compensation.goodwill import giving as goodwill_giving
from checkout.flow import expiring
from checkout.gifts import issuing
from checkout.invoices import issuing as invoicing
from checkout.leaving import forgetting as leaving_forgetting
from checkout.notifications import mails
from checkout.parcels import hearing, learning, polling, watching
from checkout.payments import (
    capturing,
    checking,
    receiving,
    refunding,
    reminding,
    starting,
)
from checkout.payments.providers.paypal import webhooks as paypal_webhooks
from checkout.payments.providers.paypal.standin import (
    captures as paypal_standin_captures,
)
from checkout.payments.providers.paypal.standin import events as paypal_standin
from checkout.payments.providers.stripe import webhooks
from checkout.payments.providers.stripe.standin import events as stripe_standin
from checkout.payments.providers.stripe.standin import intents as stripe_standin_intents
from checkout.payments.providers.stripe.standin import refunds as stripe_standin_refunds
from checkout.payments.saved import keeping
from checkout.reminding import mails as reminding_mails

__all__ = [
    "capturing",
    "checking",
    "expiring",
    "forgetting",
    "giving",
    "goodwill_giving",
    "hearing",
    "invoicing",
    "issuing",
    "keeping",
    "learning",
    "leaving_forgetting",
    "mails",
    "making_good",
    "paypal_standin",
    "paypal_standin_captures",
    "paypal_webhooks",
    "polling",
    "receiving",
    "refunding",
    "reminding",
    "reminding_mails",
    "starting",
    "stripe_standin",
    "stripe_standin_intents",
    "stripe_standin_refunds",
    "watching",
    "webhooks",
]
